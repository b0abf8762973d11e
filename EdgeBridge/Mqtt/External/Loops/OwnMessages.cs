using EventEdge.EdgeBridge.Retransmissions;

namespace EventEdge.EdgeBridge.Mqtt.External.Loops;

/// <summary>
/// What we have published ourselves and have not seen come back, for brokers of MQTT 3.1.1, which send it back to its publisher: as many
/// equal messages as were sent are passed over. Bounded; what does not come back within <see cref="Memory"/> is forgotten.
/// </summary>
internal sealed class OwnMessages(TimeProvider time)
{
    /// <summary>How long a message may take to come back.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private const int Limit = 10_000;

    private readonly Lock _gate = new();
    // Of those in the queue: equal ones come back, and are forgotten, in their order.
    private readonly Dictionary<UInt128, (int Expected, int Returned)> _known = [];
    private readonly Queue<(UInt128 Digest, long At)> _oldest = new();

    /// <summary>A message is about to be sent that will come back.</summary>
    public void Expect(string topic, ReadOnlySpan<byte> payload)
    {
        var digest = PacketDigest.Of(topic, payload);
        lock (_gate)
        {
            Forget(Limit - 1);
            var (expected, returned) = _known.GetValueOrDefault(digest);
            _known[digest] = (expected + 1, returned);
            _oldest.Enqueue((digest, time.GetTimestamp()));
        }
    }

    /// <summary>Whether a message is one of ours that has come back.</summary>
    public bool Recognise(string topic, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_known.Count == 0) return false;
            Forget(Limit);
            var digest = PacketDigest.Of(topic, payload);
            if (!_known.TryGetValue(digest, out var known) || known.Expected == 0) return false;
            _known[digest] = (known.Expected - 1, known.Returned + 1);
            return true;
        }
    }

    private void Forget(int limit)
    {
        while (_oldest.TryPeek(out var oldest) && (_oldest.Count > limit || time.GetElapsedTime(oldest.At) >= Memory))
        {
            _oldest.Dequeue();
            var (expected, returned) = _known[oldest.Digest];
            if (expected + returned == 1) _known.Remove(oldest.Digest);
            else _known[oldest.Digest] = returned > 0 ? (expected, returned - 1) : (expected - 1, returned);
        }
    }
}
