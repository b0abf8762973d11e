using EventEdge.Contracts.Rx.Insight;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Explanation;

/// <summary>A binding at work, and what it waits for, at one moment.</summary>
/// <param name="Status">Its identity, declaration, counters and state; the counters are live.</param>
/// <param name="Waits">What the keys wait for whose oldest window has been open for longest, no more than a few.</param>
/// <param name="HasCapacity">Whether its function, and those that run on its results, have room for more calls.</param>
/// <param name="LacksDate">Whether it waits for the node's clock to be set.</param>
public sealed record BindingSight(BindingStatus Status, IReadOnlyList<KeyWait> Waits, bool HasCapacity, bool LacksDate)
{
    /// <summary>Every binding in force, in file order. The caller keeps the dispatcher still.</summary>
    public static IReadOnlyList<BindingSight> All(Dispatcher dispatcher) =>
        [.. dispatcher.InForce.All.Zip(dispatcher.Bindings, (binding, status) => Of(binding, status))];

    /// <summary>Topics that messages came on lately, wanted or not, about in the order they first came.</summary>
    public static IReadOnlyList<string> Topics(Dispatcher dispatcher) => dispatcher.InForce.Topics;

    private static BindingSight Of(RunningBinding binding, BindingStatus status) => new(
        status,
        [.. binding.Operators.SelectMany(WindowInsight.Open).Select(key => KeyWait.Of(key, binding.Config))],
        binding.Progress.HasCapacity,
        binding.Life.IsLagging && binding.Progress is { HasCapacity: true, NeedsDate: true });
}
