namespace EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

/// <summary>What is known of a topic.</summary>
internal sealed class TopicState
{
    /// <summary>For which plan the rest was found.</summary>
    public int Version { get; set; } = -1;

    /// <summary>The best quality that a binding asks for; -1 when none wants the topic.</summary>
    public int Qos { get; set; }

    /// <summary>Identifier of the subscription whose copy counts by the newest plan; 0 when it has none for the topic.</summary>
    public uint Primary { get; set; }

    /// <summary>The same by the oldest plan that still counts and has one; 0 when none has.</summary>
    public uint PrimaryBefore { get; set; }

    /// <summary>Digest of the payload taken last, an odd number; 0 when nothing was.</summary>
    public ulong LastTaken { get; set; }
}
