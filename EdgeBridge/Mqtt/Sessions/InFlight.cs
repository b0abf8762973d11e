namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>A message of QoS 1 or 2 that was sent and whose last acknowledgement is out.</summary>
internal sealed class InFlight(ushort packetId, Delivery delivery, long holes)
{
    /// <summary>Its packet identifier.</summary>
    public ushort PacketId => packetId;

    /// <summary>The message.</summary>
    public Delivery Delivery => delivery;

    /// <summary>
    /// How many waiting messages the session had dropped when it was sent; a higher number since means that newer ones are gone.
    /// </summary>
    public long Holes => holes;

    /// <summary>QoS 2: the subscriber has it, and PUBREL is to be answered yet.</summary>
    public bool IsReceived { get; set; }

    /// <summary>Nothing more is to come.</summary>
    public bool IsDone { get; set; }
}
