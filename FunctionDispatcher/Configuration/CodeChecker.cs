namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The code that functions name: read, and told about at the place that names it or inside the code itself.</summary>
internal sealed class CodeChecker(ProblemList problems, SourceMap map, IFunctionCode code)
{
    private readonly Dictionary<FunctionConfig, CodeReading> _readings = new(ReferenceEqualityComparer.Instance);

    /// <summary>Everything that was read, good or bad.</summary>
    public IReadOnlyCollection<CodeReading> Readings => _readings.Values;

    /// <summary>What is wrong inside the code, each problem once.</summary>
    public IEnumerable<ConfigProblem> Inside => Readings.SelectMany(r => r.Problems).Distinct();

    /// <summary>Reads the code of every function that was declared rightly.</summary>
    public void Check(BindingsConfig config)
    {
        foreach (var function in config.Bindings.Select(b => b.Function))
        {
            if (map.FindEntry(function, nameof(FunctionConfig.Csharp)) is not { } place || function.Csharp!.Path is null) continue;
            if (code.Read(function) is not { } reading) continue;
            _readings.Add(function, reading);
            if (reading.Obstacle is { } obstacle) problems.Add(place.Value.Start, obstacle);
        }
    }

    /// <summary>The configuration with what was read of its code.</summary>
    public BindingsConfig Complete(BindingsConfig config) => CodePins.With(config, f => _readings.GetValueOrDefault(f)?.Content);
}
