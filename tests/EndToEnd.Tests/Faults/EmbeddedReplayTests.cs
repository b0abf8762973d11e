using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.EndToEnd.Tests.Reference;

namespace EventEdge.EndToEnd.Tests.Faults;

/// <summary>Recorded series through the embedded broker into the embedded store, window by window against SQL.</summary>
public sealed class EmbeddedReplayTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public Task Recorded_series_end_in_the_windows_SQL_finds() => ReplayAsync(duplicates: 1);

    [Fact]
    public Task Shuffled_within_the_out_of_order_bound_the_windows_are_the_same() =>
        ReplayAsync(duplicates: 1, "--shuffle-within", "30m", "--seed", "7");

    [Fact]
    public Task Every_message_sent_twice_doubles_counts_and_sums_only() => ReplayAsync(duplicates: 2, "--repeat-each", "2");

    [Fact]
    public async Task With_the_link_cut_in_between_every_measurement_is_stored_once()
    {
        var port = Scratch.FreePort();
        await using var node = await Node.UpAsync(Places.Bindings("nab.yaml"), _scratch.File("data"), port);
        await Command.ReplayAsync(port, Places.NabFiles.Take(1));
        await node.CutLinkAsync(cut: true);
        await Command.ReplayAsync(port, Places.NabFiles.Skip(1));
        await node.StatusAsync(s => s.Uplink == "cut" && s.OutboxPoints > 0, "results to wait while the link is cut");
        await node.CutLinkAsync(cut: false);
        await MustHoldAsync(node, duplicates: 1);
    }

    [Fact]
    public async Task A_restart_in_the_middle_changes_nothing()
    {
        var port = Scratch.FreePort();
        await using (var first = await Node.UpAsync(Places.Bindings("nab.yaml"), _scratch.File("data"), port))
        {
            await Command.ReplayAsync(port, Places.NabFiles.Take(3));
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await Node.UpAsync(Places.Bindings("nab.yaml"), _scratch.File("data"), port);
        await Command.ReplayAsync(port, Places.NabFiles.Skip(3));
        await MustHoldAsync(second, duplicates: 1);
    }

    private async Task ReplayAsync(int duplicates, params string[] options)
    {
        var port = Scratch.FreePort();
        await using var node = await Node.UpAsync(Places.Bindings("nab.yaml"), _scratch.File("data"), port);
        await Command.ReplayAsync(port, Places.NabFiles, options);
        await MustHoldAsync(node, duplicates);
    }

    private async Task MustHoldAsync(Node node, int duplicates)
    {
        var store = new EmbeddedStore(_scratch.File("data"));
        await store.MustBecomeAsync("nab_hourly", Redelivered(SqlReference.Tumbling(Places.NabFiles), duplicates));
        await store.MustBecomeAsync("nab_rolling", Redelivered(SqlReference.Hopping(Places.NabFiles), duplicates));
        var status = await node.StatusAsync(s => s.IsDrained && s.PointsStored == s.Measurements, "points stored = measurements produced");
        Assert.Equal(0, status.Unexplained);
        Assert.Equal(0, status.Late);
        Assert.Equal(0, status.Rejected);
    }

    private static Dictionary<WindowKey, Stats> Redelivered(Dictionary<WindowKey, Stats> windows, int times) =>
        windows.ToDictionary(w => w.Key, w => w.Value.Redelivered(times));
}
