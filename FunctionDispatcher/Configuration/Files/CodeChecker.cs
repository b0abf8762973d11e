using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>The code that functions name: read, and told about at the place that names it or inside the code itself.</summary>
internal sealed class CodeChecker(ProblemList problems, SourceMap map, FunctionCode code, EventEdgeComponents components)
{
    private readonly DecoderFiles _decoders = new(problems, map, code, components);
    private readonly LookupFiles _lookups = new(problems, map, code, components);
    private readonly Dictionary<FunctionConfig, IReadOnlyList<CodeReading>> _readings = new(ReferenceEqualityComparer.Instance);

    /// <summary>Everything that was read, good or bad.</summary>
    public IEnumerable<CodeReading> Readings => _readings.Values.SelectMany(r => r).Concat(_decoders.Readings).Concat(_lookups.Readings);

    /// <summary>What is wrong inside the code, each problem once.</summary>
    public IEnumerable<ConfigProblem> Inside => Readings.SelectMany(r => r.Problems).Distinct();

    /// <summary>Reads the code of every function that was declared rightly.</summary>
    public void Check(BindingsConfig config)
    {
        _decoders.Check(config);
        _lookups.Check(config);
        // What was not read rightly has been told already.
        foreach (var function in config.Bindings.Select(b => b.Function).Where(f => f is { Files.Count: > 0 }))
        {
            if (components.Runtimes.Find(function.Runtime) is not { } runtime
                || code.ReaderOf(runtime.Name, runtime.OpenCode) is not { } reader) continue;
            var readings = reader.Read(function);
            _readings.Add(function, readings);
            var place = map.Find(function, RecordShape.Of(function.GetType()).Find(runtime.Name)!.Property.Name)!.Start;
            foreach (var obstacle in readings.Select(r => r.Obstacle).OfType<string>()) problems.Add(place, obstacle);
        }
    }

    /// <summary>The configuration with what was read of its code.</summary>
    public BindingsConfig Complete(BindingsConfig config) => CodePins.With(
        _lookups.Complete(_decoders.Complete(config)),
        f => ContentHash.OfAll([.. _readings.GetValueOrDefault(f, []).Select(r => (r.Path, r.Content))]));
}
