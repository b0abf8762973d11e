using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>
/// Several things that fork a history at once, over a real RabbitMQ. Every result is stored, and each case comes to rest.
/// </summary>
public sealed class AttackedHistoryTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private RabbitMqServer _broker = null!;
    private RabbitMqOptions _options = null!;

    private string Disk => _directory.File("edge");

    private string CloudDirectory => _directory.File("cloud");

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqServer.StartNewAsync();
        _options = new() { Uri = _broker.Uri, Partitions = 1 };
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_backup_restored_and_a_clone_run_while_the_cloud_is_down_lose_nothing()
    {
        await using (var cloud = await CloudAsync())
        {
            await using (var edge = await EdgeAsync(Disk)) await edge.SendAsync(0, 100);
            await StoredAsync(cloud, 100);
        }

        EdgeDisk.Copy(Disk, _directory.File("backup"));
        await using (var edge = await EdgeAsync(Disk)) await edge.SendAsync(1000, 100);
        EdgeDisk.Restore(_directory.File("backup"), Disk);
        EdgeDisk.Copy(Disk, _directory.File("clone"));
        await using var restored = await EdgeAsync(Disk);
        await using var clone = await EdgeAsync(_directory.File("clone"));
        var forked = restored.Epoch;
        await Task.WhenAll(restored.SendAsync(2000, 100), clone.SendAsync(3000, 100));

        await using var after = await CloudAsync();
        await StoredAsync(after, 400);
        Assert.Contains(Notes(), note => note is { Kind: HistoryKind.Forked, First: 101, Last: 200, Records: 200 });
        await Task.WhenAll(
            HeedAsync(restored, 4000, () => restored.Epoch != forked || clone.Epoch != forked),
            HeedAsync(clone, 14_000, () => restored.Epoch != forked || clone.Epoch != forked));
        Assert.Empty(after.Cloud.Gaps);
        Assert.Equal(0, after.Cloud.DeadLetters);
    }

    [Fact]
    public async Task An_edge_and_a_cloud_restored_together_lose_nothing_whichever_copy_is_older()
    {
        await using (var edge = await EdgeAsync(Disk))
        await using (var cloud = await CloudAsync())
        {
            await edge.SendAsync(0, 100);
            await StoredAsync(cloud, 100);
        }

        EdgeDisk.Copy(Disk, _directory.File("edge-100"));
        EdgeDisk.Copy(CloudDirectory, _directory.File("cloud-100"));
        await using (var edge = await EdgeAsync(Disk))
        await using (var cloud = await CloudAsync())
        {
            await edge.SendAsync(100, 50);
            await StoredAsync(cloud, 150);
        }

        EdgeDisk.Copy(Disk, _directory.File("edge-150"));
        EdgeDisk.Copy(CloudDirectory, _directory.File("cloud-150"));
        await using (var edge = await EdgeAsync(Disk))
        await using (var cloud = await CloudAsync())
        {
            await edge.SendAsync(150, 50);
            await StoredAsync(cloud, 200);
        }

        // The edge's copy is older: 101 to 150 come again with other results, what follows is new here.
        await using (var edge = await EdgeAsync(_directory.File("edge-100")))
        await using (var cloud = await CloudAsync("cloud-150"))
        {
            await edge.SendAsync(1000, 100);
            await StoredAsync(cloud, 250);
            Assert.Contains(Notes("cloud-150"), note => note is { Kind: HistoryKind.Forked, First: 101, Last: 150, Records: 50 });
            Assert.Contains(Notes("cloud-150"), note => note.Kind == HistoryKind.LedgerChanged);
            Assert.Empty(cloud.Cloud.Gaps);
        }

        // The cloud's is: 101 to 150 went to its later self.
        await using (var edge = await EdgeAsync(_directory.File("edge-150")))
        await using (var cloud = await CloudAsync("cloud-100"))
        {
            await edge.SendAsync(2000, 100);
            await StoredAsync(cloud, 200);
            Assert.Contains(Notes("cloud-100"), note => note is { Kind: HistoryKind.BeforeThisLedger, First: 101, Last: 150 });
            Assert.Empty(cloud.Cloud.Gaps);
        }
    }

    [Fact]
    public async Task A_cloud_wiped_twice_and_one_beside_it_report_no_loss_and_can_be_settled()
    {
        await using var edge = await EdgeAsync(Disk);
        foreach (var (ledger, first) in new[] { ("first", 0), ("second", 100), ("third", 200) })
        {
            await using var cloud = await CloudAsync(ledger);
            await edge.SendAsync(first, 100);
            await StoredAsync(cloud, 100);
            Assert.Empty(cloud.Cloud.Gaps);
        }

        await using (var third = await CloudAsync("third"))
        await using (var beside = await CloudAsync("beside"))
        {
            await Eventually.IsTrue(() => Open("third").Any() && Open("beside").Any(), "each knows of the other");
            await edge.SendAsync(300, 100);
            await Eventually.IsTrue(() => Stored("third") + Stored("beside") == 200, "either has it");
        }

        foreach (var ledger in new[] { "third", "beside" })
        {
            Assert.Equal((0, 1), SettledGaps.Settle(_directory.File(ledger), null, "stopped the second", TimeProvider.System.GetUtcNow()));
            Assert.Empty(Open(ledger));
        }

        await using var alone = await CloudAsync("third");
        await edge.SendAsync(400, 100);
        await Eventually.IsTrue(() => Stored("third") >= 200, "it goes on alone");
        Assert.Empty(alone.Cloud.Gaps);
        Assert.Empty(Open("third"));
    }

    [Fact]
    public async Task A_node_taken_out_and_added_again_goes_on_with_its_own_and_with_a_new_directory()
    {
        File.WriteAllText(_directory.File("password"), "secret");
        var user = _options with { User = "edge-1", PasswordFile = _directory.File("password") };
        await using var cloud = await CloudAsync();
        await AddNodeAsync();
        await using (var edge = await EdgeDisk.StartAsync(Disk, user)) await edge.SendAsync(0, 50);
        await _broker.ControlAsync("delete_user", "edge-1");
        await AddNodeAsync();
        await using (var edge = await EdgeDisk.StartAsync(Disk, user)) await edge.SendAsync(50, 50);
        await StoredAsync(cloud, 100);
        Assert.Empty(Notes());

        await _broker.ControlAsync("delete_user", "edge-1");
        await AddNodeAsync();
        await using (var other = await EdgeDisk.StartAsync(_directory.File("other"), user)) await other.SendAsync(100, 50);
        await StoredAsync(cloud, 150);
        Assert.Equal(HistoryKind.NewNumbering, Assert.Single(Notes()).Kind);
        Assert.Empty(cloud.Cloud.Gaps);
    }

    [Fact]
    public async Task A_backup_older_than_all_that_is_remembered_is_noticed_and_loses_nothing()
    {
        await using var cloud = await CloudAsync();
        await using (var edge = await EdgeDisk.StartAsync(Disk, _options, framePoints: 1)) await edge.SendAsync(0, 10);
        EdgeDisk.Copy(Disk, _directory.File("backup"));
        // In frames of a record each, as an idle node sends them, which takes the most room.
        await using (var edge = await EdgeDisk.StartAsync(Disk, _options, framePoints: 1)) await edge.SendAsync(10, 8_500);
        await StoredAsync(cloud, 8_510);

        await using var restored = await EdgeAsync(_directory.File("backup"));
        var forked = restored.Epoch;
        await restored.SendAsync(20_000, 20);
        await StoredAsync(cloud, 8_530);
        Assert.Contains(Notes(), note => note is { Kind: HistoryKind.CameAgain, First: 11 });
        await HeedAsync(restored, 30_000, () => restored.Epoch != forked);
        Assert.Empty(cloud.Cloud.Gaps);
    }

    private async Task AddNodeAsync()
    {
        foreach (var command in NodePermissions.Commands("edge-1", "/"))
            await _broker.ControlAsync(command[0] == "add_user" ? [.. command, "secret"] : command);
    }

    private Task<EdgeDisk> EdgeAsync(string disk) => EdgeDisk.StartAsync(disk, _options);

    private Task<Support.Pipeline> CloudAsync(string ledger = "cloud") =>
        Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(_options, _directory.File(ledger)));

    // The edge asks now and then while it sends.
    private static Task HeedAsync(EdgeDisk edge, int window, Func<bool> heeded) => Eventually.IsTrue(
        async () =>
        {
            if (!heeded()) await edge.SendAsync(window++, 1);
            return heeded();
        },
        "the edge has heard of it",
        TimeSpan.FromMinutes(3));

    private static Task StoredAsync(Support.Pipeline cloud, long points) =>
        Eventually.IsTrue(
            () => cloud.Cloud.PointsStored == points, () =>
                $"{points} points are stored, not {cloud.Cloud.PointsStored}: {cloud.Troubles}", TimeSpan.FromMinutes(3));

    private IReadOnlyList<HistoryNote> Notes(string ledger = "cloud") => Ledger(ledger).Histories;

    private IEnumerable<HistoryNote> Open(string ledger) => Notes(ledger).Where(note => !note.IsExplained);

    private long Stored(string ledger) => Ledger(ledger).PointsCreated;

    private CloudLedger Ledger(string ledger)
    {
        using var reader = new CloudLedgerReader(_directory.File(ledger));
        return reader.Ledger();
    }
}
