using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>Histories that fork, over a real RabbitMQ: nothing is lost, and both sides say what happened.</summary>
public sealed class ForkedHistoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Disk => _directory.File("edge");

    private string Ledger => _directory.File("cloud");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_restored_a_cloned_a_doubled_and_a_wiped_edge_lose_nothing_and_are_named_on_both_sides()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1 };
        await using var cloud = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, Ledger));

        await using (var edge = await EdgeDisk.StartAsync(Disk, options)) await edge.SendAsync(0, 100);
        EdgeDisk.Copy(Disk, _directory.File("backup"));
        await using (var edge = await EdgeDisk.StartAsync(Disk, options)) await edge.SendAsync(100, 100);
        await StoredAsync(cloud, 200);
        Assert.Empty(Notes());

        EdgeDisk.Restore(_directory.File("backup"), Disk);
        await using (var edge = await EdgeDisk.StartAsync(Disk, options))
        {
            var forked = edge.Epoch;
            await edge.SendAsync(200, 100);
            await StoredAsync(cloud, 300);
            await HeedAsync(edge, 300, () => edge.Epoch != forked);
            Assert.Contains(edge.Notes, note => note.Kind == "forked" && note.Epoch == forked);
            Assert.Contains(Notes(), note => note is { Kind: HistoryKind.Forked, First: 101, Node: "edge-1" } && note.Epoch == forked);
        }

        EdgeDisk.Copy(Disk, _directory.File("clone"));
        Guid cloned;
        await using (var edge = await EdgeDisk.StartAsync(Disk, options))
        await using (var clone = await EdgeDisk.StartAsync(_directory.File("clone"), options))
        {
            cloned = edge.Epoch;
            var before = cloud.Cloud.PointsStored;
            await edge.SendAsync(1000, 50);
            await clone.SendAsync(2000, 50);
            await edge.SendAsync(1050, 50);
            await StoredAsync(cloud, before + 150);
            Assert.Equal(2, Notes().Count(note => note.Kind == HistoryKind.Forked));
        }

        await using (var edge = await EdgeDisk.StartAsync(Disk, options, framePoints: 1))
        await using (var other = await EdgeDisk.StartAsync(_directory.File("other"), options, framePoints: 1))
        {
            // Each change of senders counts, but for one to a numbering that just begins: so the edge has heard of its clone before.
            var before = cloud.Cloud.PointsStored;
            before += await HeedAsync(edge, 6000, () => edge.Epoch != cloned);
            // And has begun its new numbering, which counts no change.
            await edge.SendAsync(6999, 1);
            await StoredAsync(cloud, ++before);
            await other.SendAsync(3000, 40);
            await edge.SendAsync(4000, 40);
            await other.SendAsync(3040, 40);
            await edge.SendAsync(4040, 40);
            await StoredAsync(cloud, before + 160);
            Assert.Contains(Notes(), note => note is { Kind: HistoryKind.NewNumbering } && note.Epoch == other.Epoch);
            Assert.Contains(Notes(), note => note is { Kind: HistoryKind.TwoSenders, IsExplained: false });
        }

        await using (var wiped = await EdgeDisk.StartAsync(_directory.File("wiped"), options))
        {
            await wiped.SendAsync(5000, 10);
            await HeedAsync(wiped, 5010, () => wiped.Notes.Any(note => note.Kind == "new_numbering" && note.Epoch == wiped.Epoch));
        }

        Assert.Empty(cloud.Cloud.Gaps);
        Assert.Equal(0, cloud.Cloud.DeadLetters);
    }

    [Fact]
    public async Task A_wiped_a_restored_and_a_second_cloud_report_no_loss_that_is_none()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1 };
        await using var edge = await StartedAsync(options);

        await using (var wiped = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.File("wiped"))))
        {
            await edge.SendAsync(100, 100);
            await StoredAsync(wiped, 100);
            Assert.Empty(wiped.Cloud.Gaps);
        }

        Assert.Contains(Notes("wiped"), note => note is { Kind: HistoryKind.BeforeThisLedger, First: 1, Last: 100, Records: 100 });
        Assert.Contains(Notes("wiped"), note => note is { Kind: HistoryKind.LedgerChanged });

        EdgeDisk.Copy(_directory.File("wiped"), _directory.File("backup"));
        await using (var later = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.File("wiped"))))
        {
            await edge.SendAsync(200, 100);
            await StoredAsync(later, 200);
        }

        await using var restored = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.File("backup")));
        await edge.SendAsync(300, 100);
        await StoredAsync(restored, 200);
        Assert.Empty(restored.Cloud.Gaps);
        Assert.Contains(Notes("backup"), note => note is { Kind: HistoryKind.BeforeThisLedger, Last: 300 });

        await using var second = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.File("second")));
        await Eventually.IsTrue(() => Notes("backup").Any(note => note.Kind == HistoryKind.TwoLedgers), "the first knows of the second");
        await Eventually.IsTrue(() => Notes("second").Any(note => note.Kind == HistoryKind.TwoLedgers), "the second knows of the first");
    }

    private async Task<EdgeDisk> StartedAsync(RabbitMqOptions options)
    {
        var edge = await EdgeDisk.StartAsync(Disk, options);
        await using var cloud = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, Ledger));
        await edge.SendAsync(0, 100);
        await StoredAsync(cloud, 100);
        return edge;
    }

    // The edge asks now and then while it sends. How many points it has sent meanwhile.
    private static async Task<int> HeedAsync(EdgeDisk edge, int firstWindow, Func<bool> heeded)
    {
        var window = firstWindow;
        await Eventually.IsTrue(
            async () =>
            {
                if (!heeded()) await edge.SendAsync(window++, 1);
                return heeded();
            },
            "the edge has heard of it");
        return window - firstWindow;
    }

    private static Task StoredAsync(Support.Pipeline cloud, long points) =>
        Eventually.IsTrue(
            () => cloud.Cloud.PointsStored == points, () => $"{points} points are stored, not {cloud.Cloud.PointsStored}: {cloud.Troubles}",
            TimeSpan.FromMinutes(3));

    private IReadOnlyList<HistoryNote> Notes(string ledger = "cloud")
    {
        using var reader = new CloudLedgerReader(_directory.File(ledger));
        return reader.Ledger().Histories;
    }
}
