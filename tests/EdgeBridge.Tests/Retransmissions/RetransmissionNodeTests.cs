using EventEdge.EdgeBridge.Tests.Node.Support;

namespace EventEdge.EdgeBridge.Tests.Retransmissions;

/// <summary>A sensor that never saw its acknowledgement sends again, and the node counts it once.</summary>
public sealed class RetransmissionNodeTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            window: { count: { size: 100 } }
            function: { builtin: count }
            emit: { measurement: press }
        """;

    private readonly List<string> _directories = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_retransmission_is_acknowledged_and_not_taken_again(int qos)
    {
        await using var node = await StartAsync(NewDirectory());

        Assert.True(await node.SendAsync("plant/a", "21.5", 7, qos: qos));
        Assert.True(await node.SendAsync("plant/a", "21.5", 7, duplicate: true, qos: qos));
        Assert.True(await node.SendAsync("plant/a", "21.5", 7, duplicate: true, qos: qos));

        await MustHaveTakenAsync(node, messages: 1, resent: 2);
    }

    [Fact]
    public async Task A_retransmission_is_recognised_after_a_restart()
    {
        var directory = NewDirectory();
        await using (var first = await StartAsync(directory))
        {
            await first.SendAsync("plant/a", "21.5", 7);
            await first.SendAsync("plant/a", "21.5", 7, duplicate: true);
        }

        await using var second = await StartAsync(directory);
        Assert.True(await second.SendAsync("plant/a", "21.5", 7, duplicate: true));

        await MustHaveTakenAsync(second, messages: 1, resent: 2);
    }

    [Fact]
    public async Task A_retransmission_is_recognised_after_a_crash_whether_it_was_saved_or_only_journalled()
    {
        var directory = NewDirectory();
        await using (var first = await StartAsync(directory)) await first.SendAsync("plant/a", "saved", 7);
        await using var node = await StartAsync(directory);
        await node.SendAsync("plant/a", "journalled", 8);
        var crashed = node.Crash();
        _directories.Add(crashed);

        await using var restarted = await StartAsync(crashed);
        Assert.True(await restarted.SendAsync("plant/a", "saved", 7, duplicate: true));
        Assert.True(await restarted.SendAsync("plant/a", "journalled", 8, duplicate: true));
        Assert.True(await restarted.SendAsync("plant/a", "never came", 9, duplicate: true));

        await MustHaveTakenAsync(restarted, messages: 3, resent: 2);
    }

    [Theory]
    [InlineData("plant/a", "21.6", 7, "sensor")]
    [InlineData("plant/b", "21.5", 7, "sensor")]
    [InlineData("plant/a", "21.5", 8, "sensor")]
    [InlineData("plant/a", "21.5", 7, "another")]
    public async Task What_differs_in_anything_is_another_message(string topic, string payload, ushort packetId, string client)
    {
        await using var node = await StartAsync(NewDirectory());
        await node.SendAsync("plant/a", "21.5", 7);

        Assert.True(await node.SendAsync(topic, payload, packetId, duplicate: true, client));

        await MustHaveTakenAsync(node, messages: 2, resent: 0);
    }

    [Fact]
    public async Task The_same_message_without_the_flag_is_a_new_event()
    {
        await using var node = await StartAsync(NewDirectory());

        await node.SendAsync("plant/a", "21.5", 7);
        await node.SendAsync("plant/a", "21.5", 7);

        await MustHaveTakenAsync(node, messages: 2, resent: 0);
    }

    [Fact]
    public async Task A_last_will_has_no_identifier_and_is_never_a_resend()
    {
        await using var node = await StartAsync(NewDirectory());

        await node.SendAsync("plant/a", "gone", 0);
        await node.SendAsync("plant/a", "gone", 0, duplicate: true);

        await MustHaveTakenAsync(node, messages: 2, resent: 0);
    }

    [Fact]
    public async Task Many_sensors_that_resend_everything_at_once_are_counted_once()
    {
        await using var node = await StartAsync(NewDirectory());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(sensor => Task.Run(async () =>
        {
            for (ushort id = 1; id <= 500; id++) Assert.True(await node.SendAsync("plant/a", $"{id}", id, client: $"s{sensor}"));
            for (ushort id = 1; id <= 500; id++) Assert.True(await node.SendAsync("plant/a", $"{id}", id, duplicate: true, $"s{sensor}"));
        })));

        await MustHaveTakenAsync(node, messages: 4000, resent: 4000);
    }

    public void Dispose()
    {
        foreach (var directory in _directories) Directory.Delete(directory, recursive: true);
    }

    private static Task<TestNode> StartAsync(string directory) => TestNode.StartAsync(directory, Bindings);

    private static async Task MustHaveTakenAsync(TestNode node, long messages, long resent)
    {
        await node.UntilAsync(s => s.InFlight == 0 && s.Bindings[0].Received >= messages);
        var status = node.Node.Snapshot();
        Assert.Equal((messages, messages, resent), (status.MessagesReceived, status.Bindings[0].Received, status.Resent));
    }

    private string NewDirectory()
    {
        var directory = Path.Combine(Path.GetTempPath(), "eventedge-" + Guid.NewGuid().ToString("N"));
        _directories.Add(directory);
        return directory;
    }
}
