using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>What no single key can tell: everything that depends on two or more values, or on the whole file.</summary>
internal sealed class BindingsChecker(ProblemList problems, SourceMap map, EventEdgeComponents components, bool checksFunctions)
{
    /// <summary>Most bindings of a file.</summary>
    public const int BindingLimit = 1000;

    public void Check(BindingsConfig config)
    {
        if (config.Bindings.Count > BindingLimit)
        {
            problems.Add(map.Find(config)!.Start, $"{config.Bindings.Count} bindings are more than {BindingLimit}");
            return;
        }

        CheckNames(config);
        var window = new WindowChecker(problems, map);
        var time = new EventTimeChecker(problems, map);
        var fields = new FieldChecker(problems, map);
        var shape = new ShapeChecker(problems, map);
        var lookups = new LookupChecker(problems, map);
        var chosen = new ComponentChecker(
            components, new CheckScope(problems, map, config.Bindings, checksFunctions ? components.All : null));
        foreach (var binding in config.Bindings)
        {
            if (binding.Window is not null) window.Check(binding.Window, binding.TextFields);
            time.Check(binding);
            fields.Check(binding, triggerIsGood: chosen.CheckTrigger(binding));
            shape.Check(binding);
            lookups.Check(binding);
            chosen.CheckDecoder(binding);
            chosen.CheckLookups(binding);
            chosen.CheckFormat(binding);
            chosen.CheckDiscovery(binding);
            chosen.CheckFunction(binding);
        }

        new JoinChecker(problems, map, components, checksFunctions).Check(config);
        new TimingChecker(problems, map).Check(config);
        new LoopChecker(problems, map).Check(config);
        new IdentityChecker(problems, map, components.Functions).Check(config);
    }

    private void CheckNames(BindingsConfig config)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var binding in config.Bindings)
        {
            if (map.Find(binding, nameof(binding.Name)) is not { } node) continue;
            if (lines.TryAdd(binding.Name, node.Start.Line)) continue;
            problems.Add(node.Start, $"the name '{binding.Name}' is taken by the binding in line {lines[binding.Name]}");
        }
    }
}
