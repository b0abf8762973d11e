using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>
/// Whether every point can be told from every other: nobody takes the name of the node's tag, and no two bindings write one measurement
/// with tags that may be the same. What functions name themselves is not known here.
/// </summary>
internal sealed class IdentityChecker(ProblemList problems, SourceMap map, FunctionCatalog functions)
{
    private const string TimeName = "time";

    public void Check(BindingsConfig config)
    {
        var stored = config.Bindings.Where(b => b.Trigger is not null && b.Function is not null && b.Emit?.Measurement is not null)
            .ToList();
        foreach (var binding in stored) CheckNames(binding);
        foreach (var group in stored.GroupBy(b => (b.Emit.Measurement, b.Emit.Shared))) CheckGroup([.. group]);
    }

    private void CheckNames(BindingConfig binding)
    {
        CheckReserved(binding, PointBuilder.PartialTag, "windows that are not whole have this tag");
        if (binding.Window?.Early is not null)
            CheckReserved(binding, PointBuilder.FinalField, "with window.early every result says in this field whether it is final");
        CheckReserved(binding, TimeName, "stores have each point's own time under this name");
        var tags = map.Find(binding.Emit, nameof(EmitConfig.Tags));
        if (Scalar(tags) is { } tag) problems.Add(tag.Start, NodeTag.Reserved);
        else if (tags is null && BindingKey.TagNames(binding).Contains(NodeTag.Name))
            problems.Add(SourceOfTags(binding), $"{NodeTag.Reserved}; rename it, or name others in emit.tags");
        if (binding.Function is not BuiltinFunctionConfig { Builtin: var name } || functions.Find(name) is not { KeepsFieldNames: true }
            || map.Find(binding.Function, nameof(FunctionConfig.With)) is not YamlMapping with) return;
        if ((Scalar(with.Find("fields")?.Value) ?? Scalar(with.Find("field")?.Value)) is { } field)
            problems.Add(field.Start, NodeTag.Reserved);
    }

    private void CheckReserved(BindingConfig binding, string name, string why)
    {
        if (BindingKey.TagNames(binding).Contains(name))
            problems.Add(SourceOfTags(binding), $"'{name}' is reserved: {why}; rename it, or name others in emit.tags");
    }

    private SourcePosition SourceOfTags(BindingConfig binding) =>
        (binding.Window is { } window ? Scalar(map.Find(window, nameof(WindowConfig.GroupBy))) : null)?.Start
        ?? map.FindChosen(binding.Trigger, binding.Trigger.Name)?.Start
        ?? map.Find(binding)!.Start;

    private void CheckGroup(List<BindingConfig> bindings)
    {
        for (var later = 1; later < bindings.Count; later++)
        {
            if (bindings.Take(later).FirstOrDefault(earlier => MayMeet(earlier, bindings[later])) is not { } other) continue;
            if (map.Find(bindings[later].Emit, nameof(EmitConfig.Measurement)) is { } measurement)
                problems.Add(measurement.Start, Problem(bindings[later], other));
        }
    }

    // An event may lack a field, and a point then lacks the tag; a capture is there always.
    private static bool MayMeet(BindingConfig one, BindingConfig other) => !(Distinguishes(one, other) || Distinguishes(other, one));

    private static bool Distinguishes(BindingConfig one, BindingConfig other)
    {
        var captures = one.Trigger.Captures;
        return BindingKey.TagNames(one).Except(BindingKey.TagNames(other)).Any(captures.Contains);
    }

    private static string Problem(BindingConfig binding, BindingConfig other) =>
        $"'{binding.Name}' and '{other.Name}' can write the same point: measurement '{binding.Emit.Measurement}', "
            + $"tags {Tags(binding)} and {Tags(other)}; "
        + "give one of them another measurement, or a tag from its topic that the other has not";

    private static string Tags(BindingConfig binding) => $"[{string.Join(", ", BindingKey.TagNames(binding))}]";

    private static YamlScalar? Scalar(YamlNode? node) => node switch
    {
        YamlScalar { Value: NodeTag.Name } scalar => scalar,
        YamlSequence list => list.Items.OfType<YamlScalar>().FirstOrDefault(item => item.Value == NodeTag.Name),
        _ => null,
    };
}
