using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

public sealed class SparkplugBDecoderTests
{
    private const int Int32 = 3;
    private const int Int64 = 4;
    private const int Float = 9;
    private const int Double = 10;
    private const int Text = 12;

    private readonly DecoderBench _bench = DecoderBench.Of("sparkplug_b");

    [Fact]
    public void A_birth_is_an_event_and_so_is_each_of_its_metrics() =>
        Assert.Equal(
            "group='g' edge_node='n' message='NBIRTH' online=true time=1000 seq=0 | "
            + "group='g' edge_node='n' message='NBIRTH' name='bdSeq' type='Int64' value=7 time=1000 seq=0 | "
            + "group='g' edge_node='n' message='NBIRTH' name='Temperature' type='Double' value=21.5 time=900 seq=0",
            Read("NBIRTH/n", Payload(
                1000, 0, Metric("bdSeq", type: Int64, value: 7L), Metric("Temperature", 1, Double, 21.5, timestamp: 900))));

    [Fact]
    public void Numbers_get_the_names_and_types_of_the_birth()
    {
        Born();
        Assert.Equal(
            "group='g' edge_node='n' message='NDATA' name='Level' type='Int32' value=-5 time=2000 seq=1 | "
            + "group='g' edge_node='n' message='NDATA' name='State' type='String' text='run' time=1500 historical=true seq=1",
            Read("NDATA/n", Payload(2000, 1, Metric(alias: 1, value: -5),
                Metric(alias: 2, value: "run", timestamp: 1500, historical: true))));
    }

    [Fact]
    public void A_device_has_numbers_of_its_own()
    {
        Born();
        Read("DBIRTH/n/d", Payload(1000, 1, Metric("Speed", 1, Float, 1f)));
        Assert.Equal(
            "group='g' edge_node='n' device='d' message='DDATA' name='Speed' type='Float' value=21.7 seq=2",
            Read("DDATA/n/d", Payload(null, 2, Metric(alias: 1, value: 21.7f))));
        Assert.Equal(
            "group='g' edge_node='n' message='NDATA' name='Level' type='Int32' value=3 seq=3",
            Read("NDATA/n", Payload(null, 3, Metric(alias: 1, value: 3))));
    }

    [Theory]
    [InlineData(1, -5, "value=-5")]
    [InlineData(1, 0xfb, "value=-5")]
    [InlineData(2, 0xfffb, "value=-5")]
    [InlineData(2, -5, "value=-5")]
    [InlineData(3, -5, "value=-5")]
    [InlineData(4, -5L, "value=-5")]
    [InlineData(4, long.MinValue, "value=-9223372036854775808")]
    [InlineData(5, 200, "value=200")]
    [InlineData(6, 65535, "value=65535")]
    [InlineData(7, -1, "value=4294967295")]
    [InlineData(7, 4000000000L, "value=4000000000")]
    [InlineData(8, -1L, "value=18446744073709551615")]
    [InlineData(9, 21.7f, "value=21.7")]
    [InlineData(9, float.NaN, "value=null")]
    [InlineData(10, 21.7, "value=21.7")]
    [InlineData(11, true, "boolean=true")]
    [InlineData(12, "x", "text='x'")]
    [InlineData(13, 1700000000000L, "value=1700000000000")]
    [InlineData(14, "x", "text='x'")]
    [InlineData(15, "u", "text='u'")]
    [InlineData(3, null, "value=null")]
    public void Every_type_is_read(int type, object? value, string field) =>
        Assert.Contains($" {field} ", Read("NBIRTH/n", Payload(null, 0, Metric("m", null, type, value))) + " ", StringComparison.Ordinal);

    [Fact]
    public void Bytes_are_base64() =>
        Assert.EndsWith(
            "name='m' type='Bytes' data='AQI=' seq=0", Read("NBIRTH/n", Payload(null, 0, Metric("m", null, 17, new byte[] { 1, 2 }))),
            StringComparison.Ordinal);

    [Fact]
    public void Null_is_null()
    {
        Born();
        Assert.EndsWith(
            "name='Level' type='Int32' value=null seq=1", Read("NDATA/n", Payload(null, 1, Metric(alias: 1, isNull: true))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(1, 4, 2)]
    [InlineData(255, 0, 0)]
    [InlineData(255, 1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 0, 254)]
    public void Missing_messages_are_counted(int last, int next, int missed)
    {
        Born();
        Read("NDATA/n", Payload(null, (ulong)last, Metric(alias: 1, value: 1)));
        var read = Read("NDATA/n", Payload(null, (ulong)next, Metric(alias: 1, value: 1)));
        Assert.EndsWith(missed == 0 ? $"seq={next}" : $"seq={next} missed={missed}", read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_death_ends_what_the_birth_said()
    {
        Born();
        Read("DBIRTH/n/d", Payload(null, 1, Metric("Speed", 1, Float, 1f)));
        Assert.Equal(
            "group='g' edge_node='n' device='d' message='DDEATH' online=false time=5 seq=2 | "
            + "group='g' edge_node='n' device='d' message='DDEATH' name='Speed' type='Float' time=5 seq=2 stale=true quality=500",
            Read("DDEATH/n/d", Payload(5, 2)));
        Assert.Equal(
            "! metric 1 of g/n/d is unknown: no birth has come, ask for a rebirth",
            Read("DDATA/n/d", Payload(null, 3, Metric(alias: 1, value: 1f))));
        Assert.Equal(
            "group='g' edge_node='n' message='NDEATH' online=false time=1772366400000 | "
            + "group='g' edge_node='n' message='NDEATH' name='Level' type='Int32' time=1772366400000 stale=true quality=500 | "
            + "group='g' edge_node='n' message='NDEATH' name='State' type='String' time=1772366400000 stale=true quality=500 | "
            + "group='g' edge_node='n' message='NDEATH' name='bdSeq' type='Int64' time=1772366400000 stale=true quality=500",
            Read("NDEATH/n", Payload(null, null, Metric("bdSeq", type: Int64, value: 7L))));
        Assert.Equal(
            "! metric 1 of g/n is unknown: no birth has come, ask for a rebirth",
            Read("NDATA/n", Payload(null, 3, Metric(alias: 1, value: 1))));
    }

    [Fact]
    public void The_death_of_an_earlier_connection_is_ignored()
    {
        Born();
        Assert.Equal(string.Empty, Read("NDEATH/n", Payload(null, null, Metric("bdSeq", type: Int64, value: 6L))));
        Assert.DoesNotContain("!", Read("NDATA/n", Payload(null, 1, Metric(alias: 1, value: 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_birth_takes_the_place_of_the_one_before_and_of_the_devices()
    {
        Born();
        Read("DBIRTH/n/d", Payload(null, 1, Metric("Speed", 1, Float, 1f)));
        Read("NBIRTH/n", Payload(null, 0, Metric("Pressure", 1, Double, 1.0)));
        Assert.Contains("name='Pressure'", Read("NDATA/n", Payload(null, 1, Metric(alias: 1, value: 2.0))), StringComparison.Ordinal);
        Assert.Contains("no birth has come", Read("DDATA/n/d", Payload(null, 2, Metric(alias: 1, value: 1f))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_with_its_name_needs_no_birth_unless_its_sign_is_unknown()
    {
        Assert.EndsWith("name='T' value=1.5 seq=1", Read("NDATA/n", Payload(null, 1, Metric("T", value: 1.5))), StringComparison.Ordinal);
        Assert.EndsWith(
            "name='T' type='Int32' value=-1 seq=1", Read("NDATA/n", Payload(null, 1, Metric("T", type: Int32, value: -1))),
            StringComparison.Ordinal);
        Assert.Equal(
            "! 'T' of g/n has no type, and no birth says whether it is signed", Read("NDATA/n", Payload(null, 1, Metric("T", value: -1))));
    }

    [Fact]
    public void A_message_that_is_broken_changes_nothing()
    {
        Born();
        Assert.StartsWith(
            "! 'B' in NBIRTH of g/n has no type",
            Read("NBIRTH/n", Payload(null, 0, Metric("A", 1, Double, 1.0), Metric("B", 2, value: 1.0))), StringComparison.Ordinal);
        Assert.StartsWith(
            "!", Read("NDATA/n", Payload(null, 9, Metric(alias: 1, value: 1), Metric(alias: 99, value: 1))), StringComparison.Ordinal);
        Assert.EndsWith(
            "name='Level' type='Int32' value=1 seq=1", Read("NDATA/n", Payload(null, 1, Metric(alias: 1, value: 1))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_birth_that_is_tried_again_takes_the_place_of_nothing()
    {
        Born();
        Read("NBIRTH/n", Payload(null, 0, Metric("bdSeq", type: Int64, value: 8L), Metric("Pressure", 1, Double, 1.0)));
        Read("DBIRTH/n/d", Payload(null, 1, Metric("Speed", 1, Float, 1f)));

        Assert.Contains("name='Level' type='Int32' value=1", Again(Born), StringComparison.Ordinal);
        Assert.Contains(
            "name='Speed'", Again(() => Read("DBIRTH/m/d", Payload(null, 1, Metric("Speed", 1, Float, 1f)))), StringComparison.Ordinal);

        Assert.EndsWith(
            "name='Speed' type='Float' value=2 seq=2", Read("DDATA/n/d", Payload(null, 2, Metric(alias: 1, value: 2f))),
            StringComparison.Ordinal);
        var data = Read("NDATA/n", Payload(null, 3, Metric(alias: 1, value: 2.5)));
        Assert.EndsWith("name='Pressure' type='Double' value=2.5 seq=3", data, StringComparison.Ordinal);
    }

    [Fact]
    public void A_death_that_is_tried_again_ends_nothing()
    {
        Born();
        Read("DBIRTH/n/d", Payload(null, 1, Metric("Speed", 1, Float, 1f)));

        Assert.EndsWith("message='DDEATH' online=false seq=9", Again(() => Read("DDEATH/n/d", Payload(null, 9))), StringComparison.Ordinal);
        foreach (var connection in new[] { 7L, 6L })
        {
            var death = Again(() => Read("NDEATH/n", Payload(null, null, Metric("bdSeq", type: Int64, value: connection))));
            Assert.EndsWith("message='NDEATH' online=false time=1772366400000", death, StringComparison.Ordinal);
        }

        Assert.EndsWith(
            "name='Speed' type='Float' value=2 seq=2", Read("DDATA/n/d", Payload(null, 2, Metric(alias: 1, value: 2f))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_are_tried_again_are_no_gap()
    {
        Born();
        Read("NDATA/n", Payload(null, 1, Metric(alias: 1, value: 1)));
        Read("NDATA/n", Payload(null, 2, Metric(alias: 1, value: 2)));

        var again = Again(() => Read("NDATA/n", Payload(null, 1, Metric(alias: 1, value: 1))));

        Assert.EndsWith("value=1 seq=1", again, StringComparison.Ordinal);
        Assert.EndsWith("value=3 seq=3", Read("NDATA/n", Payload(null, 3, Metric(alias: 1, value: 3))), StringComparison.Ordinal);
    }

    [Fact]
    public void Births_that_cannot_be_are_told()
    {
        Assert.Equal("! NBIRTH of g/n has no sequence number", Read("NBIRTH/n", Payload(null, null)));
        Assert.Equal("! g/n/d is born before its node: no NBIRTH has come", Read("DBIRTH/n/d", Payload(null, 1)));
        Assert.Equal(
            "! a metric in NBIRTH of g/n has no name", Read("NBIRTH/n", Payload(null, 0, Metric(alias: 1, type: Int32, value: 1))));
        Assert.Equal(
            "! 'B' of g/n has the number of another metric",
            Read("NBIRTH/n", Payload(null, 0, Metric("A", 1, Int32, 1), Metric("B", 1, Int32, 1))));
        Assert.Equal(
            "! 'A' of g/n is a Int32 and has a value of another type", Read("NBIRTH/n", Payload(null, 0, Metric("A", 1, Int32, "x"))));
        Assert.Equal("! the sequence number 256 is not from 0 to 255", Read("NBIRTH/n", Payload(null, 256)));
        Assert.Equal("! the metric at byte 2 has the unknown type 99", Read("NBIRTH/n", Payload(null, 0, Metric("A", 1, 99, 1))));
        Assert.Equal("! metric 9 of g/n is not in its birth", Read2("NDATA/n", Payload(null, 1, Metric(alias: 9, value: 1))));
    }

    private string Again(Func<string> read)
    {
        _bench.IsRetried = true;
        var events = read();
        _bench.IsRetried = false;
        return events;
    }

    private string Born() => Read(
        "NBIRTH/n",
        Payload(1000, 0, Metric("bdSeq", type: Int64, value: 7L), Metric("Level", 1, Int32, 1), Metric("State", 2, Text, "idle")));

    private string Read2(string topic, byte[] payload)
    {
        Born();
        return Read(topic, payload);
    }

    private string Read(string topic, byte[] payload)
    {
        var (message, rest) = (topic[..topic.IndexOf('/')], topic[(topic.IndexOf('/') + 1)..]);
        _bench.Topic = $"spBv1.0/g/{message}/{rest}";
        return _bench.Read(payload);
    }
}
