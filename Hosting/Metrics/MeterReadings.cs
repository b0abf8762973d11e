using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace EventEdge.Hosting.Metrics;

/// <summary>
/// What the instruments of this process have counted since it listens: the counters and histograms that rooms declare where the event happens, on
/// the metrics page without another list of them. Life: made before the node, disposed after it. Any thread.
/// </summary>
public sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, InstrumentReading> _readings = new(StringComparer.Ordinal);

    /// <param name="prefix">What the names of the meters begin with.</param>
    /// <param name="telemetry">Classes that hold instruments: these are on the page from the first look on, with 0 until something happens.</param>
    public MeterReadings(string prefix, params ReadOnlySpan<Type> telemetry)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument, ReadingOf(instrument));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, reading) => ((InstrumentReading)reading!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, reading) => ((InstrumentReading)reading!).Add(value, tags));
        _listener.Start();
        foreach (var type in telemetry) RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    /// <summary>Writes all but what the page has already.</summary>
    internal void Write(PrometheusText page)
    {
        List<InstrumentReading> readings;
        lock (_gate) readings = [.. _readings.Values];
        foreach (var reading in readings.Where(reading => !page.Has(reading.Name))) reading.Write(page);
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private InstrumentReading ReadingOf(Instrument instrument)
    {
        lock (_gate)
        {
            if (!_readings.TryGetValue(instrument.Name, out var reading)) _readings.Add(instrument.Name, reading = new(instrument));
            return reading;
        }
    }
}
