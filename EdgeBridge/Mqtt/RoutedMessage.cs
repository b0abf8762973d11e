namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// A message on its way to subscribers, with everything its sender said about it. Properties stay the bytes they were: as objects they
/// would take sixteen times their size.
/// </summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The bytes; never changed.</param>
/// <param name="Qos">0, 1 or 2: with which it was published.</param>
/// <param name="Arrived">When, as a timestamp of the broker's clock.</param>
internal sealed record RoutedMessage(string Topic, ReadOnlyMemory<byte> Payload, int Qos, long Arrived)
{
    private const int Overhead = 200; // Objects around a message, roughly.

    /// <summary>The RETAIN flag.</summary>
    public bool Retain { get; init; }

    /// <summary>Seconds it is worth delivering; 0 for ever.</summary>
    public uint ExpirySeconds { get; init; }

    /// <summary>Its MQTT 5 properties as they stand on the wire, without topic alias and expiry. Default none.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>The client that sent it; empty when it is our own, or not known any more.</summary>
    public string Sender { get; init; } = string.Empty;

    /// <summary>Whose share of what is kept it takes; empty when it is our own.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Bytes of memory it takes, roughly.</summary>
    public long Bytes => BytesOf(Topic, Payload.Length, Properties.Length);

    /// <summary>The same of one with that topic and so many bytes.</summary>
    public static long BytesOf(string topic, int payload, int properties) => Overhead + (2L * topic.Length) + payload + properties;

    /// <summary>Seconds it is still worth delivering, 0 for ever; false when it has expired.</summary>
    public bool IsAlive(TimeProvider time, out uint secondsLeft)
    {
        secondsLeft = 0;
        if (ExpirySeconds == 0) return true;
        var waited = time.GetElapsedTime(Arrived).TotalSeconds;
        if (waited >= ExpirySeconds) return false;
        secondsLeft = ExpirySeconds - (uint)waited;
        return true;
    }
}
