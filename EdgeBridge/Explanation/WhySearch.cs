using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.EdgeBridge.Explanation.Reasons;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.EdgeBridge.Explanation;

/// <summary>Finds the reason why there is no point: of each binding that is meant, the first in the order of a message's way.</summary>
internal static class WhySearch
{
    private const int AlsoLimit = 3;

    private static readonly IReason[] Reasons =
    [
        new NodeReason(), new DisabledReason(), new SilenceReason(), new WaitingReason(), new EndsReason(), new WindowReason(),
        new ResultReason(), new DeliveryReason(),
    ];

    public static WhyAnswer Of(string name, NodeFacts node)
    {
        var meant = node.Bindings.Where(binding => binding.Name == name || binding.Config.Emit.Measurement == name).ToList();
        if (meant.Count == 0)
        {
            var writers = node.Results.Where(result => result.Measurement == name).Select(result => result.Binding).ToHashSet();
            meant = [.. node.Bindings.Where(binding => writers.Contains(binding.Name))];
        }

        if (meant.Count == 0) return new(name, null, Unknown(name, node), []);
        var answers = meant.Select(binding => Of(name, binding, node)).ToList();
        // Of several that write one measurement, one that does so is what there is to say.
        return answers.Find(answer => answer.Finding.IsWell) ?? answers[0];
    }

    private static WhyAnswer Of(string name, BindingFacts binding, NodeFacts node)
    {
        foreach (var reason in Reasons)
        {
            if (reason.Of(binding, node) is { } found) return new(name, binding.Name, found, Also(binding, node, found));
        }

        var well = StoredReason.Of(binding, node);
        return new(name, binding.Name, well, Also(binding, node, well));
    }

    private static IReadOnlyList<WhyFinding> Also(BindingFacts binding, NodeFacts node, WhyFinding found) =>
        [.. EndsReason.Some(binding, node).Where(each => each.Code != found.Code).Take(AlsoLimit), .. Refused(node)];

    private static IEnumerable<WhyFinding> Refused(NodeFacts node) => node.Snapshot.ConfigurationError is not { } error ? []
        : [new("node", "bindings_refused", $"the bindings file on disk was not taken, the previous one runs on: {OneLine(error)}",
            "mend the file: eventedge validate shows every problem")];

    private static WhyFinding Unknown(string name, NodeFacts node)
    {
        var known = node.Bindings.Select(binding => binding.Name)
            .Concat(node.Bindings.Select(binding => binding.Config.Emit.Measurement).OfType<string>()).Distinct().ToList();
        var meant = Spelling.Nearest(name, known) is { } nearest ? $"; did you mean {nearest}?" : string.Empty;
        if (Refused(node).FirstOrDefault() is { } refused)
            return refused with { Sentence = $"no binding in force is called {name} or writes it: {refused.Sentence}" };
        return new("node", "unknown_name",
            $"no binding of this node ({node.Snapshot.Node}) is called {name} or writes such a measurement{meant}",
            "eventedge bindings lists those in force");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
