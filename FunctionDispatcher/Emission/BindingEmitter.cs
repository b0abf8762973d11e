using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>
/// Gathers what one message leads to in one binding, and hands it over as one commit. While a replay repeats what was committed before the
/// crash, results are counted as before and not handed over again.
/// </summary>
internal sealed class BindingEmitter
{
    private readonly BindingIdentity _identity;
    private readonly EmitConfig _emit;
    private readonly IDispatchOutput _output;
    private readonly BindingCounters _counters;
    private readonly StageWatch _watch;
    private readonly PointBuilder _points;
    private readonly LocalResults? _local;
    private readonly List<Point> _pending = [];
    private readonly List<LocalMessage> _pendingLocal = [];
    private List<Point> _results = [];
    private readonly PayloadCopy _payload = new();

    // Windows and results without an event that were given up at one position: each has a place of its own there.
    private (long Sequence, int Count) _failures;

    public BindingEmitter(
        BindingIdentity identity, BindingConfig config, string node, IDispatchOutput output, BindingCounters counters, StageWatch watch,
        LocalResults? local)
    {
        _watch = watch;
        _local = local;
        Node = node;
        _identity = identity;
        _emit = config.Emit;
        _output = output;
        _counters = counters;
        _points = new PointBuilder(identity, config, node);
        Traces = new(
            identity.Name,
            config.Window?.GroupBy,
            isUsedOnce: config.Window is { Hopping: null, Sliding: null },
            firesOnEvent: config.Window is { Sliding: not null } or { Count: not null });
    }

    /// <summary>The node's name.</summary>
    public string Node { get; }

    /// <summary>
    /// Whether results are kept for downstream bindings and for whoever waits for an answer. Those without a name count too.
    /// </summary>
    public bool KeepsResults { get; set; }

    /// <summary>The results kept since they were last taken.</summary>
    public IReadOnlyList<Point> Results => _results;

    /// <summary>The first event that was given up since <see cref="Forget"/>; null when none was.</summary>
    public (FailureStage Stage, string Reason)? Rejection { get; private set; }

    /// <summary>The spans of sampled messages.</summary>
    public DispatchTraces Traces { get; }

    /// <summary>Another message, or the end of another call, begins.</summary>
    public void Forget()
    {
        Rejection = null;
        _payload.Forget();
    }

    /// <summary>The payload of the message at hand, to be kept beyond the call: one copy, however many of its events are kept.</summary>
    public byte[] PayloadOf(EdgeEvent input) => _payload.Of(input);

    /// <summary>A message begins.</summary>
    public void Begin(string? trace, string topic, long sequence)
    {
        Forget();
        Traces.Begin(trace, topic, sequence);
    }

    /// <summary>Hands out the results kept, and keeps none of them.</summary>
    public IReadOnlyList<Point> TakeResults()
    {
        if (_results.Count == 0) return [];
        var taken = _results;
        _results = [];
        return taken;
    }

    /// <summary>Takes a result of a function that saw one event.</summary>
    public void Emit(Measurement result, EdgeEvent input)
    {
        var problem = ResultCheck.Problem(result);
        var point = problem is null ? _points.Of(result, input) : null;
        if (Traces.IsOn && point is not null) point = Traces.Mark(point, input);
        var refusal = problem ?? Keep(point);
        if (refusal is not null) RejectResult(refusal, input);
        Report(point, refusal, input, null, input.Sequence);
        if (point is null) return;
        if (_local is not null) EmitLocal(point, name => input[name], input.ReceivedAt, input.Sequence);
    }

    /// <summary>Takes a result of a function that saw a joined event, which a later one of either side led to.</summary>
    public void Emit(Measurement result, EdgeEvent joined, DateTimeOffset now, long sequence)
    {
        var problem = ResultCheck.Problem(result);
        var point = problem is null ? _points.Of(result, joined) : null;
        if (Deliver(problem, point, joined, null, now, sequence)) EmitLocal(point!, name => joined[name], now, sequence);
    }

    /// <summary>Gives up what a function would have made of a joined event; its events stay counted where they are.</summary>
    public void Reject(string reason, EdgeEvent joined, DateTimeOffset now, long sequence)
    {
        GiveUp(reason, LocalPayload.Describe(joined), now, sequence);
        Report(Stage.Invoke, StageResult.Rejected(FailureStage.Invoke, reason), joined);
    }

    /// <summary>Nothing belongs to an event, and the binding wants no result without.</summary>
    public void Unmatched(EdgeEvent input) => Report(Stage.Join, StageResult.Dropped(StageReason.NoPartner), input);

    /// <summary>
    /// Takes a result of a function that saw a window, and what the function made of the events since the window's former result.
    /// </summary>
    public void Emit(Measurement result, WindowBounds window, Measurement? supplement, DateTimeOffset now, long sequence)
    {
        var problem = ResultCheck.Problem(result);
        if (supplement is not null && ResultCheck.Problem(supplement) is not null) supplement = null;
        var point = problem is null ? _points.Of(result, window, supplement) : null;
        if (Traces.IsOn && point is not null) point = Traces.Mark(point, window);
        if (Deliver(problem, point, null, window, now, sequence))
            EmitLocal(point!, name => _points.KeyField(name, window), now, sequence);
    }

    /// <summary>Takes a result of a function that saw the whole stream: it has to carry its own time and tags.</summary>
    public void Emit(Measurement result, DateTimeOffset now, long sequence, int index = 0)
    {
        var problem = ResultCheck.Problem(result);
        var point = problem is null ? _points.Of(result, now, sequence, index) : null;
        if (Deliver(problem, point, null, null, now, sequence)) EmitLocal(point!, _ => FieldValue.Missing, now, sequence);
    }

    /// <summary>Gives an event up, or the whole message where it was not decoded.</summary>
    public void Reject(FailureStage stage, string reason, EdgeEvent input, bool isWhole = false)
    {
        Rejection ??= (stage, reason);
        _output.DeadLetter(new DeadLetter(
            _identity.Name, stage, reason, input.Topic, _payload.HeadOf(input), input.ReceivedAt, input.Sequence)
        { Index = input.Index, IsWhole = isWhole, Properties = input.Properties });
    }

    /// <summary>Gives a window's result up; its events stay counted where they are.</summary>
    public void Reject(string reason, WindowBounds window, DateTimeOffset now, long sequence)
    {
        GiveUp(reason, LocalPayload.Describe(window), now, sequence);
        ReportInvoked(StageResult.Rejected(FailureStage.Invoke, reason), window, sequence);
    }

    /// <summary>Gives up what a deadline would have led to.</summary>
    public void Reject(string reason, DateTimeOffset deadline, long sequence) =>
        GiveUp(reason, ReadOnlyMemory<byte>.Empty, deadline, sequence);

    /// <summary>The function is called for a window, and answers later.</summary>
    public void Invoking(WindowBounds window, long sequence) =>
        ReportInvoked(StageResult.Waiting(StageReason.CallUnderWay), window, sequence);

    /// <summary>The function has been called for a window, and did not fail.</summary>
    public void Invoked(WindowBounds window, long sequence) => ReportInvoked(StageResult.Passed, window, sequence);

    /// <summary>
    /// Hands over what was gathered, as of journal position <paramref name="cursor"/> (0: not journalled). With
    /// <paramref name="replayed"/> it was handed over before the crash and is dropped.
    /// </summary>
    public void Flush(long cursor, bool replayed)
    {
        if (_pending.Count == 0 && _pendingLocal.Count == 0) return;
        _local?.Announce(); // in a replay too: after a restart nobody else would
        if (!replayed)
        {
            _output.Commit(_identity, cursor, _emit.Priority, _pending);
            foreach (var message in _pendingLocal) _output.PublishLocal(message);
        }

        _pending.Clear();
        _pendingLocal.Clear();
    }

    // Gives the reason where a point is not committed. Whoever takes results on the node gets it all the same.
    private string? Keep(Point? point)
    {
        if (point is null) return null;
        if (KeepsResults) _results.Add(point);
        // Without a name it has no place in a store: it is for local subscribers only.
        if (point.Measurement.Length == 0) return null;
        if (_output.Refusal(_identity, point) is { } refusal) return refusal;
        if (point.Revision == 0) _counters.Measurements++;
        else _counters.Revisions++;
        _pending.Add(point);
        return null;
    }

    // With the message that led to it, which can be tried again once the function is mended.
    private void RejectResult(string reason, EdgeEvent input)
    {
        _counters.ResultsRejected++;
        Reject(FailureStage.Emit, reason, input);
    }

    private void GiveUp(
        string reason, ReadOnlyMemory<byte> content, DateTimeOffset now, long sequence, FailureStage stage = FailureStage.Invoke)
    {
        _counters.ResultsRejected++;
        _output.DeadLetter(new DeadLetter(_identity.Name, stage, reason, string.Empty, content, now, sequence)
        { Index = NextFailure(sequence) });
    }

    // True where it is to be published on the node.
    private bool Deliver(string? problem, Point? point, EdgeEvent? joined, WindowBounds? window, DateTimeOffset now, long sequence)
    {
        var refusal = problem ?? Keep(point);
        var content = refusal is null ? [] : LocalPayload.Describe(joined, window);
        if (refusal is not null) GiveUp(refusal, content, now, sequence, FailureStage.Emit);
        Report(point, refusal, joined, window, sequence);
        return point is not null && _local is not null;
    }

    private int NextFailure(long sequence)
    {
        _failures = _failures.Sequence == sequence ? (sequence, _failures.Count + 1) : (sequence, 1);
        return -_failures.Count;
    }

    private void EmitLocal(Point point, Func<string, FieldValue> lookup, DateTimeOffset now, long sequence)
    {
        if (_local!.TryWrite(point, lookup, out var message, out var problem)) _pendingLocal.Add(message);
        else GiveUp(problem, LocalPayload.Of(point), now, sequence, FailureStage.Emit);
    }

    private void Report(Stage stage, StageResult result, EdgeEvent input)
    {
        if (_watch.Takes(stage, result)) _watch.Report(stage, result, input);
    }

    private void ReportInvoked(StageResult result, WindowBounds window, long sequence)
    {
        if (_watch.Takes(Stage.Invoke, result)) _watch.Report(Stage.Invoke, result, window, sequence);
    }

    private void Report(Point? point, string? refusal, EdgeEvent? input, WindowBounds? window, long sequence)
    {
        var result = ResultOf(point, refusal);
        if (_watch.Takes(Stage.Emit, result)) _watch.ReportEmitted(result, point, input, window, sequence);
    }

    private static StageResult ResultOf(Point? point, string? refusal)
    {
        if (refusal is not null) return StageResult.Rejected(FailureStage.Emit, refusal);
        return point is null ? StageResult.Dropped(StageReason.NothingToStore) : StageResult.Passed;
    }
}
