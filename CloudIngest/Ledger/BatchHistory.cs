using EventEdge.Contracts.Bus;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// Tells which records of a batch are stored already. A number alone is not believed: a restored backup or a cloned disk gives old numbers to new
/// results. A record is left out only when what it holds is known to be the same; whatever differs is written, and said.
/// </summary>
internal sealed class BatchHistory(FrameLedger ledger)
{
    private readonly Dictionary<(StreamKey, long), ulong> _seen = [];
    private readonly Dictionary<StreamKey, Fork> _forks = [];
    private readonly List<(StreamKey, RecordDigests)> _digests = [];

    /// <summary>What the frames hold, in order.</summary>
    public IReadOnlyList<(StreamKey Stream, RecordDigests Digests)> Digests => _digests;

    /// <summary>Streams of which records came again with another content.</summary>
    public IReadOnlyDictionary<StreamKey, Fork> Forks => _forks;

    /// <summary>The records of a frame that are stored, or come before it in the batch, with the same content.</summary>
    public HashSet<long> Repeated(StreamKey stream, MeasurementFrame frame, IReadOnlyList<FramePoint> points)
    {
        var digests = RecordDigests.Of(frame, points);
        var repeated = new HashSet<long>();
        foreach (var (sequence, digest) in digests.Records)
        {
            var isSeen = _seen.TryGetValue((stream, sequence), out var other);
            _seen[(stream, sequence)] = digest;
            ulong? known = isSeen ? other : ledger.Holds(stream, sequence) ? ledger.DigestOf(stream, sequence) : null;
            if (known == digest) repeated.Add(sequence);
            else if (known is not null) Forked(stream, sequence);
        }

        // What came again whole is known as it is.
        if (repeated.Count < digests.Records.Count) _digests.Add((stream, digests));
        return repeated;
    }

    private void Forked(StreamKey stream, long sequence)
    {
        var fork = _forks.GetValueOrDefault(stream) ?? new Fork(sequence, sequence, 0);
        _forks[stream] = new(Math.Min(fork.First, sequence), Math.Max(fork.Last, sequence), fork.Records + 1);
    }
}

/// <summary>Records of a stream that came again with another content.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
/// <param name="Records">How many.</param>
internal sealed record Fork(long First, long Last, long Records);
