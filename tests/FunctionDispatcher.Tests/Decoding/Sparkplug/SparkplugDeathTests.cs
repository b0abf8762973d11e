using EventEdge.FunctionDispatcher.Decoders.SparkplugB;
using EventEdge.Tests.Support;

using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>A death says of everything that was born before that it does not count any more.</summary>
public sealed class SparkplugDeathTests
{
    private const int Int64 = 4;
    private const int Double = 10;

    private readonly DecoderBench _bench = DecoderBench.Of("sparkplug_b");

    [Fact]
    [Tck(
        "operational-behavior-edge-node-termination-host-action-ndeath-node-offline",
        "operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale",
        "operational-behavior-edge-node-termination-host-action-ndeath-devices-offline",
        "operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale")]
    public void The_death_of_a_node_is_that_of_its_devices_and_metrics_at_the_time_of_its_receipt()
    {
        Plant();
        _bench.ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(5000);
        Assert.Equal(
            [
                "online=false time=5000", "device='d1' online=false time=5000", "device='d2' online=false time=5000",
                "name='Level' type='Double' time=5000 stale=true quality=500", "name='bdSeq' type='Int64' time=5000 stale=true quality=500",
                "device='d1' name='Speed' type='Double' time=5000 stale=true quality=500",
                "device='d2' name='Speed' type='Double' time=5000 stale=true quality=500",
            ],
            Read("NDEATH/n", Payload(1, null, Metric("bdSeq", type: Int64, value: 7L))));
    }

    [Fact]
    [Tck(
        "operational-behavior-edge-node-termination-host-action-ddeath-devices-offline",
        "operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale")]
    public void The_death_of_a_device_is_that_of_its_metrics_at_the_time_it_says()
    {
        Plant();
        _bench.ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(5000);
        Assert.Equal(
            [
                "device='d1' online=false time=4000 seq=3",
                "device='d1' name='Speed' type='Double' time=4000 seq=3 stale=true quality=500",
            ],
            Read("DDEATH/n/d1", Payload(4000, 3)));
        Assert.Equal(
            ["device='d2' name='Speed' type='Double' value=2 seq=4"], Read("DDATA/n/d2", Payload(null, 4, Metric("Speed", value: 2.0))));
    }

    [Fact]
    public void A_death_of_another_connection_marks_nothing()
    {
        Plant();
        Assert.Equal([""], Read("NDEATH/n", Payload(1, null, Metric("bdSeq", type: Int64, value: 6L))));
    }

    [Fact]
    public void A_second_death_says_only_that_there_is_one()
    {
        Plant();
        Read("NDEATH/n", Payload(1, null, Metric("bdSeq", type: Int64, value: 7L)));
        Assert.Equal(
            ["online=false time=1772366400000"], Read("NDEATH/n", Payload(1, null, Metric("bdSeq", type: Int64, value: 7L))));
    }

    [Fact]
    public void Of_more_metrics_than_can_be_told_only_node_and_devices_are()
    {
        Plant();
        var many = Enumerable.Range(0, SparkplugBEventDecoder.StaleLimit).Select(index => Metric($"m{index}", type: Double, value: 1.0));
        Read("DBIRTH/n/d3", Payload(null, 3, [.. many]));
        Assert.Equal(4, Read("NDEATH/n", Payload(1, null)).Length);
    }

    private void Plant()
    {
        Read("NBIRTH/n", Payload(1000, 0, Metric("bdSeq", type: Int64, value: 7L), Metric("Level", 1, Double, 1.0)));
        Read("DBIRTH/n/d2", Payload(1000, 1, Metric("Speed", 1, Double, 1.0)));
        Read("DBIRTH/n/d1", Payload(1000, 2, Metric("Speed", 1, Double, 1.0)));
    }

    private string[] Read(string topic, byte[] payload)
    {
        var (message, rest) = (topic[..topic.IndexOf('/')], topic[(topic.IndexOf('/') + 1)..]);
        _bench.Topic = $"spBv1.0/g/{message}/{rest}";
        return [.. _bench.Read(payload).Split(" | ").Select(one => one
            .Replace("group='g' edge_node='n' ", string.Empty, StringComparison.Ordinal)
            .Replace($"message='{message}' ", string.Empty, StringComparison.Ordinal))];
    }
}
