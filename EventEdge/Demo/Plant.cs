namespace EventEdge.Demo;

/// <summary>
/// The simulated plant: three presses, about 360 messages a second. A pure function of seed and time: the same stretch always holds the
/// same messages, however it is cut up.
/// </summary>
/// <param name="seed">Chooses noise, faults and losses.</param>
/// <param name="began">When the demo began.</param>
internal sealed class Plant(int seed, DateTimeOffset began)
{
    private readonly Press[] _presses = [new(1, seed), new(2, seed), new(3, seed)];

    /// <summary>Messages that leave the sensors in <c>[from, to)</c>, in the order they leave.</summary>
    public IReadOnlyList<SensorMessage> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var messages = new List<SensorMessage>();
        foreach (var press in _presses)
        {
            AddTelemetry(new(press), from, to, messages);
            AddVibration(new(press), from, to, messages);
        }

        return [.. messages.OrderBy(message => message.SentAt)];
    }

    private void AddTelemetry(Telemetry sensor, DateTimeOffset from, DateTimeOffset to, List<SensorMessage> messages)
    {
        var (first, last) = Ticks(from.AddSeconds(-Telemetry.DelayLimit), to, Telemetry.Period);
        for (var tick = first; tick <= last; tick++)
        {
            var sentAt = began.AddSeconds(sensor.SentAt(tick));
            if (sentAt >= from && sentAt < to) messages.Add(sensor.Message(began, tick));
        }
    }

    private void AddVibration(Vibration sensor, DateTimeOffset from, DateTimeOffset to, List<SensorMessage> messages)
    {
        var (first, last) = Ticks(from, to, Vibration.Period);
        for (var tick = first; tick <= last; tick++)
        {
            var message = sensor.Message(began, tick);
            if (message.SentAt >= from && message.SentAt < to) messages.Add(message);
        }
    }

    private (long First, long Last) Ticks(DateTimeOffset from, DateTimeOffset to, double period) => (
        Math.Max(0, (long)((from - began).TotalSeconds / period) - 1), (long)((to - began).TotalSeconds / period) + 1);
}
