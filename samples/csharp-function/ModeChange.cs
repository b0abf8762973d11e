using System.Reactive.Linq;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace PlantFunctions;

/// <summary>As a reactive query: tells the mode of a press whenever it differs from the one before.</summary>
public sealed class ModeChange : IStreamFunction
{
    /// <inheritdoc />
    public IObservable<Measurement> Connect(IObservable<EdgeEvent> events, FunctionContext context) =>
        events
            .Select(input => (Device: input["device"].AsText ?? "unknown", Mode: input["mode"], input.Time))
            .Where(reading => reading.Mode.Exists)
            .GroupBy(reading => reading.Device)
            .SelectMany(press => press.DistinctUntilChanged(reading => reading.Mode))
            .Select(reading => new Measurement
            {
                Fields = [KeyValuePair.Create("mode", reading.Mode)],
                Tags = [KeyValuePair.Create("device", reading.Device)],
                Time = reading.Time,
            });
}
