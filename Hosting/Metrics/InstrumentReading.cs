using System.Diagnostics.Metrics;
using System.Globalization;

namespace EventEdge.Hosting.Metrics;

/// <summary>One instrument, by its tags: what it has added up, or what it told at the last look. Any thread.</summary>
internal sealed class InstrumentReading(Instrument instrument)
{
    /// <summary>Combinations of tags that are told apart; further ones are counted together, without tags.</summary>
    public const int SeriesLimit = 500;

    private readonly IReadOnlyList<double>? _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries;
    private readonly bool _isGauge = instrument is not (Histogram<double> or Counter<long> or ObservableCounter<double>);
    private readonly Lock _gate = new();
    private readonly List<Series> _observed = [];
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>As on the page.</summary>
    public string Name => instrument.Name;

    /// <summary>What was told at the last look does not count any more.</summary>
    public void BeginLook()
    {
        lock (_gate) _observed.Clear();
    }

    /// <summary>Something was counted or measured, or is told.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (instrument.IsObservable)
            {
                _observed.Add(new(Labels(tags), 0) { Sum = value });
                return;
            }

            var series = SeriesOf(tags);
            series.Count++;
            series.Sum += value;
            for (var i = 0; i < _bounds?.Count; i++)
            {
                if (value <= _bounds[i]) series.Buckets[i]++;
            }
        }
    }

    /// <summary>Writes the family; one that is told and has nothing to tell is left out.</summary>
    public void Write(PrometheusText page)
    {
        var help = instrument.Description ?? string.Empty;
        lock (_gate)
        {
            if (instrument.IsObservable) WriteObserved(page, help);
            else if (_bounds is not null) WriteHistogram(page.Histogram(Name, help), _bounds);
            else WriteCounter(page.Counter(Name, help));
        }
    }

    private void WriteObserved(PrometheusText page, string help)
    {
        if (_observed.Count == 0) return;
        _ = _isGauge ? page.Gauge(Name, help) : page.Counter(Name, help);
        foreach (var series in _observed) page.Sample(series.Sum, series.Labels);
    }

    private void WriteCounter(PrometheusText page)
    {
        // A counter that appears with its first event hides that event from whoever asks for an increase.
        foreach (var tags in KnownSeries.Of(instrument)) SeriesOf([.. tags]);
        if (_series.Count == 0) page.Sample(0);
        foreach (var series in _series.Values) page.Sample(series.Sum, series.Labels);
    }

    private void WriteHistogram(PrometheusText page, IReadOnlyList<double> bounds)
    {
        foreach (var series in _series.Values)
        {
            for (var i = 0; i < bounds.Count; i++)
                page.Part("_bucket", series.Buckets[i], [.. series.Labels, ("le", bounds[i].ToString("R", CultureInfo.InvariantCulture))]);
            page.Part("_bucket", series.Count, [.. series.Labels, ("le", "+Inf")]);
            page.Part("_sum", series.Sum, series.Labels).Part("_count", series.Count, series.Labels);
        }
    }

    private Series SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = string.Empty;
        foreach (var (name, value) in tags) key = $"{key}{name}={value}\n";
        if (!_series.ContainsKey(key) && _series.Count >= SeriesLimit)
        {
            key = string.Empty;
            tags = [];
        }

        if (!_series.TryGetValue(key, out var series)) _series.Add(key, series = new(Labels(tags), _bounds?.Count ?? 0));
        return series;
    }

    private static (string Name, string Value)[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new (string, string)[tags.Length];
        for (var i = 0; i < tags.Length; i++)
            labels[i] = (tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? string.Empty);
        return labels;
    }

    private sealed class Series((string Name, string Value)[] labels, int buckets)
    {
        public (string Name, string Value)[] Labels => labels;

        public long[] Buckets { get; } = new long[buckets];

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
