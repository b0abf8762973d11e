using EventEdge.Contracts.Texts;

namespace EventEdge.Demo;

/// <summary>A press's vibration sensor: fast, without a clock, 100 messages a second at QoS 0.</summary>
internal readonly record struct Vibration(Press Press)
{
    /// <summary>Time between two readings.</summary>
    public const double Period = 0.01;

    public SensorMessage Message(DateTimeOffset began, long tick)
    {
        var seconds = tick * Period;
        var payload = JsonBytes.Object(Press.Vibration(seconds, tick), static (json, rms) => json.WriteNumber("rms", Math.Round(rms, 3)));
        return new(began.AddSeconds(seconds), $"plant/{Press.Site}/press/{Press.Device}/vibration", payload, 0);
    }
}
