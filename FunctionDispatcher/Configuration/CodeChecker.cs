namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The code that functions name: read, and told about at the place that names it or inside the code itself.</summary>
internal sealed class CodeChecker(ProblemList problems, SourceMap map, IFunctionCode code)
{
    private readonly Dictionary<FunctionConfig, IReadOnlyList<CodeReading>> _readings = new(ReferenceEqualityComparer.Instance);

    /// <summary>Everything that was read, good or bad.</summary>
    public IEnumerable<CodeReading> Readings => _readings.Values.SelectMany(r => r);

    /// <summary>What is wrong inside the code, each problem once.</summary>
    public IEnumerable<ConfigProblem> Inside => Readings.SelectMany(r => r.Problems).Distinct();

    /// <summary>Reads the code of every function that was declared rightly.</summary>
    public void Check(BindingsConfig config)
    {
        foreach (var function in config.Bindings.Select(b => b.Function))
        {
            if (PlaceOf(function) is not { } place) continue;
            var readings = code.Read(function);
            _readings.Add(function, readings);
            foreach (var obstacle in readings.Select(r => r.Obstacle).OfType<string>()) problems.Add(place.Value.Start, obstacle);
        }
    }

    /// <summary>The configuration with what was read of its code.</summary>
    public BindingsConfig Complete(BindingsConfig config) => CodePins.With(
        config, f => NamedFiles.ContentOf([.. _readings.GetValueOrDefault(f, []).Select(r => (r.Path, r.Content))]));

    // What was not read rightly has been told already.
    private YamlEntry? PlaceOf(FunctionConfig? function) => function switch
    {
        { Csharp.Path: not null } => map.FindEntry(function, nameof(FunctionConfig.Csharp)),
        { Wasm.Module: not null } => map.FindEntry(function, nameof(FunctionConfig.Wasm)),
        { Process: not null } => map.FindEntry(function, nameof(FunctionConfig.Process)),
        _ => null,
    };
}
