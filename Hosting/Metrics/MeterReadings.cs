using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace EventEdge.Hosting.Metrics;

/// <summary>
/// The <c>/metrics</c> page: every instrument of a node, whether it counts where the event happens or is read from the node's state at each
/// look. What counts is counted since this listens. Life: made before the node, disposed after it. Any thread.
/// </summary>
public sealed class MeterReadings : IDisposable
{
    private readonly string _prefix;
    private readonly List<MeterListener> _listeners = [];
    private readonly List<MetricScope> _scopes = [];
    private readonly Lock _gate = new();
    private readonly Lock _looking = new();
    private readonly SortedDictionary<string, InstrumentReading> _readings = new(StringComparer.Ordinal);

    /// <param name="prefix">What the names of the meters begin with.</param>
    /// <param name="telemetry">Classes that hold instruments: these are on the page from the first look on, with 0 until something
    /// happens.</param>
    public MeterReadings(string prefix, params ReadOnlySpan<Type> telemetry)
    {
        _prefix = prefix;
        _scopes.Add(Scope);
        Listen(meter => meter.Scope is null || meter.Scope == Scope);
        foreach (var type in telemetry) RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    /// <summary>The scope of the meters that are the node's alone.</summary>
    public MetricScope Scope { get; } = new();

    /// <summary>Reads another part's instruments too.</summary>
    public void Include(MetricScope scope)
    {
        lock (_gate) _scopes.Add(scope);
        Listen(meter => meter.Scope == scope);
    }

    /// <summary>The page, in <see cref="PrometheusText"/>. What cannot be read at this moment is left out of it.</summary>
    internal string ToPage()
    {
        var page = new PrometheusText();
        lock (_looking)
        {
            List<InstrumentReading> readings;
            lock (_gate) readings = [.. _readings.Values];
            foreach (var reading in readings) reading.BeginLook();
            Observe();
            foreach (var reading in readings) reading.Write(page);
        }

        return page.ToString();
    }

    /// <inheritdoc />
    public void Dispose() => Each(static listener => listener.Dispose());

    private void Observe()
    {
        lock (_gate) _scopes.ForEach(static scope => scope.BeginRound());
        try
        {
            Each(static listener => listener.RecordObservableInstruments());
        }
        catch (AggregateException)
        {
            // A page that fails tells nothing of why; the other instruments were read all the same.
        }
    }

    private void Listen(Func<Meter, bool> isOurs)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith(_prefix, StringComparison.Ordinal) && isOurs(instrument.Meter))
                    listener.EnableMeasurementEvents(instrument, ReadingOf(instrument));
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, reading) => ((InstrumentReading)reading!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, reading) => ((InstrumentReading)reading!).Record(value, tags));
        lock (_gate) _listeners.Add(listener);
        listener.Start();
    }

    private void Each(Action<MeterListener> action)
    {
        List<MeterListener> listeners;
        lock (_gate) listeners = [.. _listeners];
        foreach (var listener in listeners) action(listener);
    }

    private InstrumentReading ReadingOf(Instrument instrument)
    {
        lock (_gate)
        {
            if (!_readings.TryGetValue(instrument.Name, out var reading)) _readings.Add(instrument.Name, reading = new(instrument));
            return reading;
        }
    }
}
