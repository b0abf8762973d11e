using System.Text;
using System.Text.Json;
using EventEdge.Cli;

namespace EventEdge.EventEdge.Tests.Commands;

public sealed class PublishCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_message_is_sent_once_at_qos_1_and_its_acknowledgement_reported()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("publish", "plant/a", "{\"t\":1}", "--mqtt", "127.0.0.1:1999"));
        Assert.Equal([("plant/a", "{\"t\":1}", 1, false)], _bench.Sender.Sent);
        Assert.Equal(1999, _bench.Broker!.Port);
        Assert.Equal("1 of 1 acknowledged on plant/a\n", _bench.Output);
        Assert.True(_bench.Sender.Disposed);
    }

    [Fact]
    public async Task Count_qos_and_retain_are_passed_on()
    {
        await _bench.RunAsync("publish", "plant/a", "x", "--count", "3", "--qos", "2", "--retain", "--output", "json");
        Assert.Equal(3, _bench.Sender.Sent.Count);
        Assert.All(_bench.Sender.Sent, message => Assert.Equal(("plant/a", "x", 2, true), message));
        using var json = JsonDocument.Parse(_bench.Output);
        Assert.Equal(3, json.RootElement.GetProperty("acknowledged").GetInt32());
    }

    [Fact]
    public async Task A_dash_reads_the_payload_from_standard_input()
    {
        _bench.Input = Encoding.UTF8.GetBytes("from a pipe ✓");
        await _bench.RunAsync("publish", "plant/a", "-");
        Assert.Equal("from a pipe ✓", _bench.Sender.Sent.Single().Payload);
    }

    [Fact]
    public async Task No_payload_is_an_empty_message()
    {
        await _bench.RunAsync("publish", "plant/a");
        Assert.Equal(string.Empty, _bench.Sender.Sent.Single().Payload);
    }

    [Fact]
    public async Task A_payload_without_end_is_refused()
    {
        _bench.Input = new byte[(1 << 20) + 1];
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("publish", "plant/a", "-"));
        Assert.Empty(_bench.Sender.Sent);
    }
}
