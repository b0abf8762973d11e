using System.Text.Json;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.EdgeBridge.Status;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Explanation.Stages;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.EdgeBridge.Explanation;

/// <summary>
/// Answers why and what of a node at work. Its record is an observer of the stages, attached from the beginning until it is disposed; all
/// else it reads when it is asked.
/// </summary>
/// <param name="observers">The node's stages.</param>
/// <param name="look">Looks at the dispatcher between two turns of its loop.</param>
/// <param name="gather">Gathers what the node knows besides its bindings.</param>
/// <param name="time">The clock of messages that are tried.</param>
internal sealed class NodeExplainer(
    StageObservers observers, Func<Func<Dispatcher, object>, object> look, Func<Dispatcher, NodeFacts> gather, TimeProvider time)
    : INodeExplainer, IDisposable
{
    private readonly OutcomeRecord _record = new();
    private StageSubscription? _subscription;

    /// <summary>Begins to record.</summary>
    public void Start() => _subscription = observers.Attach(_record, interest: StageInterest.Ends);

    /// <inheritdoc />
    public MessageExplanation Explain(string topic, ReadOnlyMemory<byte> payload) =>
        Look(dispatcher => MessageExplainer.Explain(dispatcher, new(topic, payload, time.GetUtcNow())));

    /// <inheritdoc />
    public MessageExplanation? Last(string? topic)
    {
        var ends = _record.Recent().Where(end => end.Topic.Length > 0 && (topic is null || end.Topic == topic)).ToList();
        if (ends is not [.., var last]) return null;
        var same = ends.FindAll(end => (end.Topic, end.ReceivedAt, end.Sequence) == (last.Topic, last.ReceivedAt, last.Sequence));
        var explained = Look(dispatcher => MessageExplainer.Explain(
            [.. dispatcher.Declared], dispatcher.Components, new(last.Topic, last.Payload, last.ReceivedAt)));
        return explained with { Bindings = [.. explained.Bindings.Select(binding => Ended(binding, same))] };
    }

    /// <inheritdoc />
    public WhyAnswer Why(string name) => WhySearch.Of(name, Look(gather));

    /// <summary>The bindings with what is remembered of them.</summary>
    public IReadOnlyList<BindingFacts> Bindings(Dispatcher dispatcher, EdgeSnapshot snapshot)
    {
        var counts = snapshot.Bindings.ToDictionary(entry => entry.Binding, StringComparer.Ordinal);
        var sights = BindingSight.All(dispatcher);
        _record.Keep(sights.Select(sight => sight.Status.Identity.Name).ToHashSet(StringComparer.Ordinal));
        return
        [
            .. sights.Where(sight => counts.ContainsKey(sight.Status.Identity.Name)).Select(sight => new BindingFacts(
                sight, counts[sight.Status.Identity.Name], _record.Of(sight.Status.Identity.Name, sight.Status.Identity.Version))),
        ];
    }

    /// <inheritdoc />
    public void Dispose() => _subscription?.Dispose();

    private T Look<T>(Func<Dispatcher, T> at)
        where T : class => (T)look(at);

    // What really became of it stands above what would become of it by itself, where the two differ.
    private static BindingExplanation Ended(BindingExplanation binding, List<OutcomeExample> ends)
    {
        var end = ends.Find(each => each.Binding?.Name == binding.Binding && each.Result.Reason is not null);
        if (binding.Difference is not null || end is null || binding.End?.Outcome == end.Result.Outcome) return binding;
        var stage = JsonNamingPolicy.SnakeCaseLower.ConvertName(end.Stage.ToString());
        var before = binding.Stages.TakeWhile(each => each.Stage != stage);
        return binding with { Stages = [.. before, new ExplainedStage(stage, end.Result.Outcome, end.Result.Reason!)] };
    }
}
