using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>Nodes hear what the cloud has to say of their numbers, whatever bus is between them and whoever else does not.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_queue_that_cannot_be_declared_keeps_no_other_node_from_hearing()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(
            TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(
            BusNames.NoticeQueue("edge-1")!, true, false, false, cancellationToken: TestContext.Current.CancellationToken);
        await using var cloud = await Support.Pipeline.StartAsync(
            cloud: Support.Pipeline.CloudOver(new() { Uri = broker.Uri, Partitions = 1 }, _directory.File("cloud")));
        await Eventually.IsTrue(async () => (await broker.ControlAsync("list_bindings", "source_name"))
            .Contains(BusNames.FrameExchange, StringComparison.Ordinal), "the cloud has its queues");
        await using var sender = await RawSender.ConnectAsync(broker.Uri);

        // More of the one than a round looks at, and before those of the other.
        for (var number = 0; number < 130; number++)
        {
            var epoch = Guid.NewGuid();
            foreach (var device in new[] { "press-1", "press-2" }) await sender.SendAsync(Of("edge-1", device) with { Epoch = epoch });
        }

        foreach (var device in new[] { "press-1", "press-2" }) await sender.SendAsync(Of("edge-2", device));

        var heard = BusNames.NoticeQueue("edge-2")!;
        await Eventually.IsTrue(
            async () => (await broker.ControlAsync("list_queues", "name", "messages")).Contains($"{heard}\t1", StringComparison.Ordinal),
            "edge-2 is told");
    }

    [Fact]
    public async Task An_edge_in_the_clouds_own_process_hears_of_its_fork_and_begins_a_new_numbering()
    {
        var (disk, cloud, backup) = (_directory.File("edge"), _directory.File("cloud"), _directory.File("backup"));
        await using (var edge = await EdgeDisk.StartWithCloudAsync(disk, cloud)) await edge.SendAsync(0, 100);
        EdgeDisk.Copy(disk, backup);
        await using (var edge = await EdgeDisk.StartWithCloudAsync(disk, cloud)) await edge.SendAsync(100, 100);
        EdgeDisk.Restore(backup, disk);

        await using var restored = await EdgeDisk.StartWithCloudAsync(disk, cloud);
        var forked = restored.Epoch;
        await restored.SendAsync(200, 100);
        var window = 300;
        await Eventually.IsTrue(
            async () =>
            {
                if (restored.Epoch == forked) await restored.SendAsync(window++, 1);
                return restored.Epoch != forked;
            },
            "the edge has heard of it");

        Assert.Contains(restored.Notes, note => note.Kind == NodeNotice.Forked && note.Epoch == forked);
        using var reader = new CloudLedgerReader(cloud);
        Assert.Contains(reader.Ledger().Histories, note => note.Kind == HistoryKind.Forked && note.Epoch == forked);
        Assert.Equal(window, reader.Ledger().PointsCreated);
    }

    [Fact]
    public void Refused_queues_are_tried_again_after_a_growing_pause_and_are_bounded()
    {
        var time = new FakeTimeProvider();
        var refused = new RefusedQueues(time);
        Assert.True(refused.Add("edge-1"));
        Assert.True(refused.Contains("edge-1"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(refused.Contains("edge-1"));

        Assert.False(refused.Add("edge-1"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(refused.Contains("edge-1"));
        for (var node = 0; node < RefusedQueues.Limit * 3; node++) refused.Add($"other-{node}");
        Assert.Equal(RefusedQueues.Limit, Enumerable.Range(0, RefusedQueues.Limit * 3)
            .Count(node => refused.Contains($"other-{node}")) + (refused.Contains("edge-1") ? 1 : 0));
    }

    private static MeasurementFrame Of(string node, string device)
    {
        FramePoint[] points = [Some.FramePoint(Some.Point(device: device))];
        return Some.Frame(points, node: node);
    }
}
