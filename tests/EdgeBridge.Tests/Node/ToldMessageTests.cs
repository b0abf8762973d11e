using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>What messages say about themselves through a node: from the journal after a crash, and from the queue of QoS 0.</summary>
public sealed class ToldMessageTests : IDisposable
{
    private const string Bindings = """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}", qos: 1 }
            where: $content_type = 'application/json'
            event_time: { field: ts, clock: device }
            window: { tumbling: 10s, group_by: [$user.site] }
            function: { builtin: count }
            emit: { measurement: reading }
          - name: passing
            trigger: { mqtt: "passing/{device}" }
            function: { builtin: pass, with: { fields: [$qos, $user.site] } }
            emit: { measurement: passing }
        """;

    private readonly TempDirectory _directory = new();
    private ushort _packet;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_replay_finds_what_they_said_in_the_journal(int workers)
    {
        string copy;
        await using (var node = await TestNode.StartAsync(_directory.File("node"), Bindings, workers: workers))
        {
            await PublishAsync(node, 1, "north");
            await PublishAsync(node, 2, "south");
            await PublishAsync(node, 3, "north");
            await PublishAsync(node, 4, "north", "text/plain");
            await node.DrainAsync();
            copy = node.Crash();
        }

        try
        {
            await using var again = await TestNode.StartAsync(copy, Bindings, workers: workers);
            await PublishAsync(again, 11, "north");
            await PublishAsync(again, 12, "south");
            await PublishAsync(again, 21, "south");

            var points = await again.ResultsAsync();

            Assert.Equal(
                [("north", 2), ("south", 1)],
                points.Take(2).Select(p => (p.Tags.Single(t => t.Key == "$user.site").Value, p.Fields.Single().Value.AsNumber)).Order());
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task A_message_that_is_not_journalled_says_the_same()
    {
        await using var node = await TestNode.StartAsync(_directory.File("node"), Bindings);
        await SendAsync(node, "passing/p1", "{}", qos: 0, MessageProperties.Of(null, ("site", "north")));
        await SendAsync(node, "passing/p1", "{}", qos: 0, null);

        var points = await node.ResultsAsync();

        Assert.Equal(
            ["$qos=0 $user.site=north", "$qos=0"],
            points.Select(p => string.Join(' ', p.Fields.Select(f => $"{f.Key}={f.Value}"))));
    }

    private ValueTask<bool> PublishAsync(TestNode node, int second, string site, string type = "application/json") => SendAsync(
        node, "plant/p1", $$"""{"ts":"2026-03-01T12:00:{{second:D2}}Z"}""", 1, MessageProperties.Of(type, ("site", site)));

    private ValueTask<bool> SendAsync(TestNode node, string topic, string payload, int qos, MessageProperties? said) =>
        node.Endpoint.Intake.AcceptAsync(
            new ReceivedMessage(topic, Encoding.UTF8.GetBytes(payload), qos, false, false, "sensor", qos > 0 ? ++_packet : (ushort)0)
            { Properties = said },
            CancellationToken.None);
}
