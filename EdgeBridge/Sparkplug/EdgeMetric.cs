using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>A metric of an edge node or device: its number, and the last that is known of it.</summary>
/// <param name="name">Its name.</param>
/// <param name="alias">Its number, its own among all metrics of the edge node.</param>
internal sealed class EdgeMetric(string name, ulong alias)
{
    private SparkplugSample _last;

    public string Name => name;

    public SparkplugDataType Type => _last.Type;

    /// <summary>The time of the last value, in milliseconds since 1970.</summary>
    public ulong Time => _last.Timestamp ?? 0;

    /// <summary>Takes its first value, or one of another type.</summary>
    public void Define(in SparkplugSample sample) => _last = sample;

    /// <summary>Takes a value, and gives what is to be sent of it; null where it has not changed.</summary>
    public SparkplugSample? Take(in SparkplugSample sample, bool sendsUnchanged)
    {
        var isHistorical = sample.Timestamp < Time;
        if (isHistorical) return Numbered(sample) with { IsHistorical = true };
        var isSame = sample.Value == _last.Value;
        _last = sample;
        return isSame && !sendsUnchanged ? null : Numbered(sample);
    }

    /// <summary>A value of the past, to be sent after a birth; null where the birth has said it, or it is of another type.</summary>
    public SparkplugSample? OfThePast(in SparkplugSample sample) =>
        sample.Timestamp < Time && sample.Type == Type ? Numbered(sample) with { IsHistorical = true } : null;

    /// <summary>What a birth says of it.</summary>
    public SparkplugSample Born() => _last with { Name = name, Alias = alias, SaysType = true, IsHistorical = false };

    private SparkplugSample Numbered(in SparkplugSample sample) => sample with { Name = null, Alias = alias, SaysType = false };
}
