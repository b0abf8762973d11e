using System.Text.Json;
using EventEdge.Cli;

namespace EventEdge.EventEdge.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private const string Recorded =
        "timestamp,value,note\n2014-04-10 07:15:00,73.96732207,\r\n2014-04-10 07:20:00,-3e2,\"a \"\"b\"\", c\"\n";

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Each_row_becomes_a_message_with_the_time_it_was_recorded()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("replay", _bench.File("press.csv", Recorded), "--topic", "nab/{file}/x"));
        Assert.Equal("""{"timestamp":"2014-04-10T07:15:00Z","value":73.96732207}""", _bench.Sender.Sent[0].Payload);
        using var second = JsonDocument.Parse(_bench.Sender.Sent[1].Payload);
        Assert.Equal(-300, second.RootElement.GetProperty("value").GetDouble());
        Assert.Equal("a \"b\", c", second.RootElement.GetProperty("note").GetString());
        Assert.All(_bench.Sender.Sent, message => Assert.Equal(("nab/press/x", 1), (message.Topic, message.Qos)));
    }

    [Fact]
    public async Task The_summary_counts_rows_messages_and_acknowledgements()
    {
        var file = _bench.File("press.csv", Recorded);
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("replay", file, file, "--repeat-each", "3", "--output", "json"));
        using var summary = JsonDocument.Parse(_bench.Output);
        Assert.Equal(2, summary.RootElement.GetProperty("files").GetInt32());
        Assert.Equal(4, summary.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(12, summary.RootElement.GetProperty("sent").GetInt32());
        Assert.Equal(12, summary.RootElement.GetProperty("acknowledged").GetInt32());
    }

    [Fact]
    public async Task Stamps_without_zone_are_read_in_the_zone_given()
    {
        await _bench.RunAsync(
            "replay", _bench.File("a.csv", "when,v\n2014-07-01 12:00:00,1\n"), "--time-column", "when", "--zone", "Europe/Paris");
        Assert.Contains("\"2014-07-01T10:00:00Z\"", _bench.Sender.Sent.Single().Payload);
    }

    [Theory]
    [InlineData("timestamp,value\n2014-04-10 07:15:00\n", "a.csv:2: 1 fields where the header has 2")]
    [InlineData("timestamp,value\n\nsoon,1\n", "a.csv:3: 'soon' is not a time")]
    [InlineData("time,value\n2014-04-10 07:15:00,1\n", "no column 'timestamp'; there are time, value")]
    [InlineData("timestamp,value\n2014-04-10 07:15:00,\"1\n", "a.csv:2: a quoted field without its end")]
    [InlineData("", "a.csv is empty")]
    public async Task A_broken_file_is_named_with_its_line(string text, string message)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("replay", _bench.File("a.csv", text)));
        Assert.Contains(message, _bench.Error);
    }

    [Fact]
    public async Task Progress_stays_off_where_no_person_reads_it()
    {
        await _bench.RunAsync("replay", _bench.File("press.csv", Recorded));
        Assert.Empty(_bench.Error);
    }
}
