using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>A device of an edge node, or, without a name, the edge node itself: its metrics, and who feeds it.</summary>
internal sealed class EdgeDevice(string name)
{
    private readonly Dictionary<string, EdgeMetric> _metrics = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bindings = new(StringComparer.Ordinal);

    public string Name => name;

    public int Count => _metrics.Count;

    /// <summary>When it counts as gone unless something comes.</summary>
    public TimeSpan SilentAt { get; private set; }

    /// <summary>Whether a binding in force feeds it.</summary>
    public bool IsFedBy(IReadOnlySet<string> bindings) => _bindings.Overlaps(bindings);

    /// <summary>Something of a binding has come for it.</summary>
    public void Hear(string binding, TimeSpan silentAt)
    {
        _bindings.Add(binding);
        SilentAt = silentAt;
    }

    /// <summary>Metrics that are not known, or are of another type now.</summary>
    public int CountNew(IReadOnlyList<SparkplugSample> samples) => samples.Count(sample => !_metrics.ContainsKey(sample.Name!));

    /// <summary>Whether a birth has to say something that none has said.</summary>
    public bool NeedsBirth(IReadOnlyList<SparkplugSample> samples)
    {
        foreach (var sample in samples)
        {
            if (!_metrics.TryGetValue(sample.Name!, out var metric) || metric.Type != sample.Type) return true;
        }

        return false;
    }

    /// <summary>Takes values of metrics that may be new, or of another type; numbers are given by <paramref name="nextAlias"/>.</summary>
    public void Define(IReadOnlyList<SparkplugSample> samples, Func<ulong> nextAlias)
    {
        foreach (var sample in samples)
        {
            if (!_metrics.TryGetValue(sample.Name!, out var metric)) _metrics.Add(sample.Name!, metric = new(sample.Name!, nextAlias()));
            if (metric.Type != sample.Type || sample.Timestamp >= metric.Time) metric.Define(sample);
        }
    }

    /// <summary>Takes values of known metrics, and gives what is to be sent.</summary>
    public List<SparkplugSample> Take(IReadOnlyList<SparkplugSample> samples, bool sendsUnchanged)
    {
        var taken = new List<SparkplugSample>(samples.Count);
        foreach (var sample in samples)
        {
            if (_metrics[sample.Name!].Take(sample, sendsUnchanged) is { } changed) taken.Add(changed);
        }

        return taken;
    }

    /// <summary>What of values before a birth is to be sent after it.</summary>
    public List<SparkplugSample> OfThePast(IReadOnlyList<SparkplugSample> samples)
    {
        var past = new List<SparkplugSample>(samples.Count);
        foreach (var sample in samples)
        {
            if (_metrics.GetValueOrDefault(sample.Name!)?.OfThePast(sample) is { } one) past.Add(one);
        }

        return past;
    }

    /// <summary>What its birth says.</summary>
    public IEnumerable<SparkplugSample> Born() => _metrics.Values.Select(metric => metric.Born());
}
