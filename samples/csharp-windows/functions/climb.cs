using System.Reactive.Linq;

/// <summary>Tells of a press that has become hotter on average from window to window, twice in a row.</summary>
public sealed class Climb : IStreamFunction
{
    private const int Windows = 3;

    private static readonly WindowRules PerDevice = new()
    {
        GroupBy = ["device"],
        Time = new() { Clock = "device", OutOfOrder = TimeSpan.FromSeconds(2) },
    };

    public IObservable<Measurement> Connect(IObservable<EdgeEvent> events, FunctionContext context) => events
        .TumblingWindow(TimeSpan.FromSeconds(10), PerDevice)
        .Where(window => window.Bounds.Revision == 0)
        .Select(window => (
            Device: window.Bounds.Key[0], window.Bounds.Time, Mean: window.Events.Average(input => input["temperature"].AsNumber)))
        .GroupBy(mean => mean.Device)
        .SelectMany(press => press.Buffer(Windows, 1))
        .Where(last => last.Count == Windows && last.Zip(last.Skip(1)).All(pair => pair.First.Mean < pair.Second.Mean))
        .Select(last => Measurement.Of(("rise", last[^1].Mean - last[0].Mean)) with
        {
            Time = last[^1].Time,
            Tags = [KeyValuePair.Create("device", last[^1].Device.ToString())],
        });
}
