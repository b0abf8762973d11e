namespace EventEdge.Torture.Sensors;

/// <summary>What a client says, message by message: the same for the same number, so that a retransmission is the same.</summary>
/// <param name="Topic">Of the message of a number.</param>
/// <param name="Body">Of the message of a number.</param>
internal sealed record Script(Func<long, string> Topic, Func<long, string> Body)
{
    /// <summary>Readings of one device.</summary>
    public static Script Readings(string binding, string device, SensorOptions sensor) =>
        new(_ => $"{binding}/{device}", n => Reading.Body(n, sensor));
}
