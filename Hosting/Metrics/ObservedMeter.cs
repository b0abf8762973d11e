using System.Diagnostics.Metrics;

namespace EventEdge.Hosting.Metrics;

/// <summary>
/// Instruments that are read from a state when somebody looks, and cost nothing until then: one state for all of them, taken anew for each
/// look at the metrics page, and at most every second for whoever else reads. Life: made with the node, disposed with it.
/// </summary>
/// <param name="name">The meter's name.</param>
/// <param name="scope">Whose instruments they are.</param>
/// <param name="look">Takes the state.</param>
/// <param name="time">Clock of how old a state is.</param>
internal sealed class ObservedMeter<TState>(string name, MetricScope scope, Func<TState> look, TimeProvider time) : IDisposable
    where TState : class
{
    private static readonly TimeSpan StateLife = TimeSpan.FromSeconds(1);

    private readonly Meter _meter = new(name, version: null, tags: null, scope);
    private readonly Lock _gate = new();
    private TState? _state;
    private long _round, _takenAt;

    /// <summary>A counter without labels; its name ends in <c>_total</c>.</summary>
    public ObservedMeter<TState> Counter(string instrument, string help, Func<TState, double> value) =>
        Counters(instrument, help, state => [new(value(state))]);

    /// <summary>A counter with a series for each of what is given.</summary>
    public ObservedMeter<TState> Counters(string instrument, string help, Func<TState, IEnumerable<Measurement<double>>> values)
    {
        _meter.CreateObservableCounter(instrument, () => values(Now()), null, help);
        return this;
    }

    /// <summary>A gauge without labels.</summary>
    public ObservedMeter<TState> Gauge(string instrument, string help, Func<TState, double> value) =>
        Gauges(instrument, help, state => [new(value(state))]);

    /// <summary>A gauge with a series for each of what is given.</summary>
    public ObservedMeter<TState> Gauges(string instrument, string help, Func<TState, IEnumerable<Measurement<double>>> values)
    {
        _meter.CreateObservableGauge(instrument, () => values(Now()), null, help);
        return this;
    }

    /// <summary>One for each state there is: 1 for the one that holds, 0 for the others.</summary>
    public ObservedMeter<TState> States<TEnum>(string instrument, string help, Func<TState, TEnum> current)
        where TEnum : struct, Enum => Gauges(instrument, help, state => Enum.GetValues<TEnum>().Select(one =>
            Series.Of(EqualityComparer<TEnum>.Default.Equals(one, current(state)) ? 1 : 0, ("state", one.ToString().ToLowerInvariant()))));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private TState Now()
    {
        lock (_gate)
        {
            if (_state is { } known && _round == scope.Round && time.GetElapsedTime(_takenAt) < StateLife) return known;
            (_round, _takenAt) = (scope.Round, time.GetTimestamp());
            return _state = look();
        }
    }
}

/// <summary>A value and its labels.</summary>
internal static class Series
{
    public static Measurement<double> Of(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < tags.Length; i++) tags[i] = new(labels[i].Name, labels[i].Value);
        return new(value, tags);
    }
}
