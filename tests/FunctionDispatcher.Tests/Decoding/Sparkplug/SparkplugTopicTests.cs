namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>Which topics and payloads are messages of Sparkplug B.</summary>
public sealed class SparkplugTopicTests
{
    private readonly DecoderBench _bench = DecoderBench.Of("sparkplug_b");

    [Theory]
    [InlineData("spBv1.0/g/NDATA/n", "08", "! not a payload of Sparkplug B at byte 0")]
    [InlineData("spBv1.0/g/NDATA/n", "120108", "! not a metric of Sparkplug B at byte 2")]
    [InlineData("spBv1.0/g/NDATA/n", "12040a02c328", "! not a metric of Sparkplug B at byte 2")]
    [InlineData("spBv1.0/g/NDATA/n", "", "")]
    [InlineData("spBv1.0/g/NCMD/n", "ff", "")]
    [InlineData("spBv1.0/g/DCMD/n/d", "ff", "")]
    [InlineData("spBv1.0/STATE/host", "7b7d", "")]
    [InlineData("plant/press", "", "! the topic does not begin with spBv1.0/")]
    [InlineData("spBv1.0/g/NDATA", "", "! the topic has not the form spBv1.0/GROUP/MESSAGE/NODE or spBv1.0/GROUP/MESSAGE/NODE/DEVICE")]
    [InlineData("spBv1.0/g/XDATA/n", "", "! 'XDATA' is no message of Sparkplug B")]
    [InlineData("spBv1.0/g/2/n", "", "! '2' is no message of Sparkplug B")]
    [InlineData("spBv1.0/g/NDATA/n/d", "", "! NDATA is a message of a node, and the topic names a device")]
    [InlineData("spBv1.0/g/DDATA/n", "", "! DDATA is a message of a device, and the topic names no device")]
    public void What_is_no_message_is_told_and_commands_are_ignored(string topic, string hex, string events)
    {
        _bench.Topic = topic;
        Assert.Equal(events, _bench.Read(Convert.FromHexString(hex)));
    }
}
