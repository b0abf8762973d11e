using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>A host application as the specification describes it: numbers mean what births say, and messages are counted.</summary>
internal sealed class FollowingHost
{
    private readonly Dictionary<ulong, string> _names = [];
    private int _sequence = -1;

    /// <summary>The latest value of each metric, by device and name.</summary>
    public Dictionary<string, double> Values { get; } = [];

    public void Take(LocalMessage message)
    {
        var payload = new SparkplugPayload();
        Assert.Null(payload.Read(message.Payload.Span));
        Assert.Null(SparkplugTopic.Read(message.Topic, out var topic));
        if (topic.Message == SparkplugMessage.NBIRTH)
        {
            _sequence = -1;
            _names.Clear();
        }

        Assert.Equal((_sequence + 1) & 255, (int)payload.Sequence!.Value);
        _sequence = (int)payload.Sequence.Value;
        foreach (var metric in payload.Metrics)
        {
            var name = $"{topic.Device}/{metric.Name}";
            if (topic.IsBirth && metric.Alias is { } alias) Assert.True(_names.TryAdd(alias, name) || _names[alias] == name);
            if (metric.ValueField != 13 || metric.IsHistorical) continue;
            Assert.Equal(topic.IsBirth, metric.Name is not null);
            Values[_names[metric.Alias!.Value]] = BitConverter.UInt64BitsToDouble(metric.Bits);
        }
    }
}
