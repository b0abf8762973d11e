using System.Runtime.InteropServices;
using EventEdge.CloudIngest.Identity;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>
/// Frames that are written together: which of their points the store gets, and what became of each. The same writes may be tried again and
/// again; <see cref="Settle"/> says what came of them.
/// </summary>
internal sealed class IngestBatch
{
    // Refused points of bindings whose names nothing can keep, each as long as it likes.
    private const string Unnamed = "(no usable name)";

    private readonly List<BatchPoint> _points = [];
    private readonly Dictionary<UInt128, PendingPoint> _pending = [];
    private readonly Dictionary<BindingKey, BindingTally> _tallies = [];
    private readonly Dictionary<StreamKey, StreamCounts> _streams = [];
    private readonly Dictionary<UInt128, string> _claims = [];
    private readonly BatchHistory _history;
    private readonly FrameLedger _ledger;
    private readonly DateTimeOffset _now;

    /// <param name="frames">Frames and their points, in the order they came.</param>
    /// <param name="ledger">Knows which records are stored, and what was written last.</param>
    /// <param name="now">The time.</param>
    public IngestBatch(IReadOnlyList<PendingFrame> frames, FrameLedger ledger, DateTimeOffset now)
    {
        (_ledger, _now, _history) = (ledger, now, new BatchHistory(ledger));
        Pending = frames;
        Frames = [.. frames.Select(pending => pending.Frame)];
        var points = frames.Sum(pending => pending.Points.Count);
        _points.EnsureCapacity(points);
        _pending.EnsureCapacity(points);
        foreach (var frame in frames) Take(frame);
        Writes = [.. _pending.Values.Select(point => point.Write).OfType<NodePoint>()];
    }

    /// <summary>The frames on their way.</summary>
    public IReadOnlyList<PendingFrame> Pending { get; }

    /// <summary>The frames.</summary>
    public IReadOnlyList<MeasurementFrame> Frames { get; }

    /// <summary>What the store is to write: each identity once.</summary>
    public IReadOnlyList<NodePoint> Writes { get; }

    /// <summary>What became of everything, now that the store has accepted the writes.</summary>
    public IngestEntries Settle(WriteResult result)
    {
        var refused = new Dictionary<NodePoint, string>(ReferenceEqualityComparer.Instance);
        foreach (var rejected in result.Rejected) refused[rejected.Point] = rejected.Reason;
        var superseded = new HashSet<NodePoint>(result.Superseded, ReferenceEqualityComparer.Instance);
        var trimmed = new Dictionary<NodePoint, int>(ReferenceEqualityComparer.Instance);
        foreach (var point in result.Trimmed) trimmed[point.Point] = point.Fields;
        foreach (var tally in _tallies.Values) tally.Counts = default;
        var deadLetters = new DeadLetterBudget(_ledger.DeadLetterLimits);
        foreach (var point in _points)
        {
            var write = point.Outcome == PointOutcome.Stale ? null : point.Pending?.Write;
            var reason = point.Refusal ?? (write is null ? null : refused.GetValueOrDefault(write));
            if (reason is not null) deadLetters.Add(point.Source, reason);
            var outcome = reason is not null ? PointOutcome.DeadLetter
                : write is not null && superseded.Contains(write) ? PointOutcome.Stale
                : point.Outcome;
            point.Tally.Counts += PointCounts.Of(outcome);
            if (write is not null && trimmed.Remove(write, out var fields))
                point.Tally.Counts += new PointCounts { RefusedFields = fields };
        }

        var known = _pending.Values.Where(p => p.IsNews && !refused.ContainsKey(p.Write!) && !superseded.Contains(p.Write!));
        return new(
            _streams, _tallies.ToDictionary(tally => tally.Key, tally => tally.Value.Counts), deadLetters.DeadLetters,
            WrittenBatch.Of([.. known.Select(p => p.Written)]),
            _claims)
        {
            History = _history,
            Dropped = deadLetters.Dropped,
        };
    }

    /// <summary>What became of the point with this trace.</summary>
    public PointOutcome? OutcomeOf(string trace)
    {
        foreach (var point in _points)
        {
            if (point.Source.Point.Trace == trace) return point.Refusal is null ? point.Outcome : PointOutcome.DeadLetter;
        }

        return null;
    }

    private void Take(PendingFrame frame)
    {
        var stream = StreamKey.Of(frame.Frame);
        var overlap = _history.OverlapOf(stream, frame.Frame, frame.Points);
        var repeated = 0;
        BindingTally? tally = null;
        foreach (var point in frame.Points)
        {
            var binding = FrameLimits.IsName(point.Binding) ? point.Binding : Unnamed;
            if (tally is null || !ReferenceEquals(tally.Binding, binding)) tally = TallyOf(stream, binding);
            var source = new NodePoint(stream.Node, binding, NodeTag.On(point.Point, stream.Node));
            var isSame = overlap.Same.Contains(point.Sequence);
            _points.Add(isSame ? new(tally, source,
                PointOutcome.Redelivered) : point.Refusal is { } refusal ? Refused(tally, source, refusal) : Judge(tally, source));
            if (isSame || overlap.Unknown.Contains(point.Sequence)) repeated++;
        }

        _streams[stream] = _streams.GetValueOrDefault(stream) + new StreamCounts(1, frame.Points.Count, repeated);
    }

    private BindingTally TallyOf(StreamKey stream, string binding)
    {
        var key = new BindingKey(stream, binding);
        if (!_tallies.TryGetValue(key, out var tally)) _tallies.Add(key, tally = new BindingTally(binding));
        return tally;
    }

    private BatchPoint Judge(BindingTally tally, NodePoint source)
    {
        if (source.Point.Shared
            && _ledger.Shared.Claim(_ledger.Written.Hasher.SeriesOf(source.Point), source.Node, _now, _claims) is { } refusal)
            return Refused(tally, source, refusal);
        var identity = _ledger.Written.Hasher.IdentityOf(source.Point);
        ref var pending = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, identity, out _);
        pending ??= new PendingPoint(identity, _ledger.Written.TryFind(identity, out var found) ? found : null);
        return new(tally, source, pending.Take(source, _ledger.Written.Hasher)) { Pending = pending };
    }

    private static BatchPoint Refused(BindingTally tally, NodePoint source, string reason) =>
        new(tally, source, PointOutcome.DeadLetter) { Refusal = reason };

    private readonly record struct BatchPoint(BindingTally Tally, NodePoint Source, PointOutcome Outcome)
    {
        public PendingPoint? Pending { get; init; }

        /// <summary>Why it is not for the store; null when it is.</summary>
        public string? Refusal { get; init; }
    }

    private sealed class BindingTally(string binding)
    {
        public string Binding => binding;

        public PointCounts Counts { get; set; }
    }
}
