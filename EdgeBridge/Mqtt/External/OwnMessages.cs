using EventEdge.EdgeBridge.Resends;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// What we have published ourselves and have not seen come back, for brokers of MQTT 3.1.1, which send it back to its publisher: as many equal messages as were sent are passed over.
/// Bounded; what does not come back within <see cref="Memory"/> is forgotten.
/// </summary>
internal sealed class OwnMessages(TimeProvider time)
{
    /// <summary>How long a message may take to come back.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private const int Limit = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, int> _expected = [];
    private readonly Queue<(UInt128 Digest, long At)> _oldest = new();

    /// <summary>A message is about to be sent that will come back.</summary>
    public void Expect(string topic, ReadOnlySpan<byte> payload)
    {
        var digest = PacketDigest.Of(topic, payload);
        lock (_gate)
        {
            Forget();
            _expected[digest] = _expected.GetValueOrDefault(digest) + 1;
            _oldest.Enqueue((digest, time.GetTimestamp()));
        }
    }

    /// <summary>Whether a message is one of ours that has come back.</summary>
    public bool Recognise(string topic, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_expected.Count == 0) return false;
            Forget();
            return Take(PacketDigest.Of(topic, payload));
        }
    }

    private void Forget()
    {
        while (_oldest.TryPeek(out var oldest) && (_oldest.Count > Limit || time.GetElapsedTime(oldest.At) >= Memory))
        {
            _oldest.Dequeue();
            Take(oldest.Digest);
        }
    }

    private bool Take(UInt128 digest)
    {
        if (!_expected.TryGetValue(digest, out var count)) return false;
        if (count == 1) _expected.Remove(digest);
        else _expected[digest] = count - 1;
        return true;
    }
}
