using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Frames;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Tells which records of a batch are stored already. A number alone is not believed: a restored backup or a cloned disk gives old numbers
/// to new results. A record is left out only when what it holds is known to be the same; whatever differs or cannot be compared any more is
/// written, and said.
/// </summary>
internal sealed class BatchHistory(FrameLedger ledger)
{
    private readonly Dictionary<(StreamKey, long), ulong> _seen = [];
    private readonly Dictionary<(HistoryKind Kind, StreamKey Stream), Fork> _forks = [];
    private readonly List<(StreamKey, RecordDigests)> _digests = [];

    /// <summary>What the frames hold, in order.</summary>
    public IReadOnlyList<(StreamKey Stream, RecordDigests Digests)> Digests => _digests;

    /// <summary>Streams of which records came again, with another content or with one that cannot be compared any more.</summary>
    public IReadOnlyDictionary<(HistoryKind Kind, StreamKey Stream), Fork> Forks => _forks;

    /// <summary>What of a frame is stored, or comes before it in the batch.</summary>
    public FrameOverlap OverlapOf(StreamKey stream, MeasurementFrame frame, IReadOnlyList<FramePoint> points)
    {
        var digests = RecordDigests.Of(frame, points);
        var held = ledger.HeldOf(stream, frame.FirstSequence, frame.LastSequence);
        var overlap = new FrameOverlap([], []);
        foreach (var (sequence, digest) in digests.Records)
        {
            var isSeen = _seen.TryGetValue((stream, sequence), out var other);
            _seen[(stream, sequence)] = digest;
            if (!isSeen && held?.Holds(sequence) is not true) continue;
            var known = isSeen ? other : held!.DigestOf(sequence);
            if (known == digest) overlap.Same.Add(sequence);
            else if (known is not null) Forked(HistoryKind.Forked, stream, sequence);
            else
            {
                overlap.Unknown.Add(sequence);
                if (held!.IsCompared) Forked(HistoryKind.CameAgain, stream, sequence);
            }
        }

        // What came again whole is known as it is.
        if (overlap.Same.Count < digests.Records.Count) _digests.Add((stream, digests));
        return overlap;
    }

    private void Forked(HistoryKind kind, StreamKey stream, long sequence)
    {
        var fork = _forks.GetValueOrDefault((kind, stream)) ?? new Fork(sequence, sequence, 0);
        _forks[(kind, stream)] = new(Math.Min(fork.First, sequence), Math.Max(fork.Last, sequence), fork.Records + 1);
    }
}

/// <summary>Records of a frame whose numbers were there before.</summary>
/// <param name="Same">With the same content: left out.</param>
/// <param name="Unknown">What they held is not known any more: written again, and no news.</param>
internal sealed record FrameOverlap(HashSet<long> Same, HashSet<long> Unknown);

/// <summary>Records of a stream that came again.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
/// <param name="Records">How many.</param>
internal sealed record Fork(long First, long Last, long Records);

/// <summary>What the ledger knows of a range of records some of which are stored.</summary>
/// <param name="Ranges">The stored ones, ascending.</param>
/// <param name="Digests">What frames of the range held, the newest first.</param>
/// <param name="IsCompared">Whether the ledger remembers what this numbering sends.</param>
internal sealed record HeldRecords(IReadOnlyList<(long First, long Last)> Ranges, IReadOnlyList<RecordDigests> Digests, bool IsCompared)
{
    /// <summary>Whether a record is stored.</summary>
    public bool Holds(long sequence) => Ranges.Any(range => range.First <= sequence && sequence <= range.Last);

    /// <summary>What it holds; null when that is not known any more.</summary>
    public ulong? DigestOf(long sequence) =>
        Digests.FirstOrDefault(frame => frame.First <= sequence && sequence <= frame.Last)?.Of(sequence);
}
