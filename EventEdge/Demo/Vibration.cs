using System.Globalization;
using System.Text;

namespace EventEdge.Demo;

/// <summary>A press's vibration sensor: fast, without a clock, 100 messages a second at QoS 0.</summary>
internal readonly record struct Vibration(Press Press)
{
    /// <summary>Time between two readings.</summary>
    public const double Period = 0.01;

    public SensorMessage Message(DateTimeOffset began, long tick)
    {
        var seconds = tick * Period;
        var payload = string.Create(CultureInfo.InvariantCulture, $"{{\"rms\":{Press.Vibration(seconds, tick):F3}}}");
        return new(began.AddSeconds(seconds), $"plant/{Press.Site}/press/{Press.Device}/vibration", Encoding.UTF8.GetBytes(payload), 0);
    }
}
