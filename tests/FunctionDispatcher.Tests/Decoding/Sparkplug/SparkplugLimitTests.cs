using EventEdge.FunctionDispatcher.Decoders.SparkplugB;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>What births can make a decoder remember is bounded, whatever they are made of.</summary>
public sealed class SparkplugLimitTests
{
    private readonly SparkplugNodes _nodes = new();

    [Fact]
    public void Devices_without_metrics_are_bounded()
    {
        var born = 0;
        for (; born <= SparkplugNodes.MetricLimit && TryBirth($"d{born}", new()); born++) { }

        Assert.Equal(SparkplugNodes.MetricLimit - 1, born);
        Assert.True(TryBirth("d0", new()), "who is known may be born again");
        _nodes.End(_nodes.Find(Topic(string.Empty))!, "d0");
        Assert.True(TryBirth("another", new()), "a death makes room");
        Assert.False(TryBirth("d0", new()));
    }

    [Fact]
    public void Numbers_of_one_name_are_bounded()
    {
        var metrics = new SparkplugMetrics();
        for (var alias = 0; alias < SparkplugNodes.MetricLimit / 2; alias++)
            Assert.True(metrics.TryAdd("m", SparkplugDataType.Int32, (ulong)alias));

        Assert.True(TryBirth("d1", metrics));
        Assert.False(TryBirth("d2", metrics));
    }

    // The topics of one node, which is born with its first device.
    private bool TryBirth(string device, SparkplugMetrics metrics)
    {
        if (_nodes.Find(Topic(string.Empty)) is null) _nodes.Define(_nodes.Begin(Topic(string.Empty)), string.Empty, new());
        if (!_nodes.HasCapacityFor(Topic(device), metrics.Count)) return false;
        _nodes.Define(_nodes.Find(Topic(device))!, device, metrics);
        return true;
    }

    private static SparkplugTopic Topic(string device) =>
        new(device.Length == 0 ? SparkplugMessage.NBIRTH : SparkplugMessage.DBIRTH, "g", "n", device);
}
