using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Pipeline;

public sealed class LocalPipelineTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ListOutbox _outbox = new();
    private readonly UplinkOptions _uplink = new() { Node = "edge-1", RetryDelayLimit = TimeSpan.FromMilliseconds(100) };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_result_is_in_the_store_and_out_of_the_outbox()
    {
        for (var window = 0; window < 1_200; window++) _outbox.Add(DeliveryClass.Normal, Some.Point(window));
        _outbox.Add(DeliveryClass.Alarm, Some.Point(measurement: "alert"));
        await using var pipeline = await StartAsync();

        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the outbox is empty");

        Assert.Equal(1_201, pipeline.Cloud.PointsStored);
        Assert.Empty(pipeline.Cloud.Gaps);
        Assert.Equal(UplinkState.Up, pipeline.Uplink.State);
        using var points = new PointReader(_directory.Path);
        Assert.Equal(
            Enumerable.Range(0, 1_200).Select(window => Some.Start.AddSeconds(10 * window)),
            points.Read("temperature").Select(p => p.Time));
    }

    [Fact]
    public async Task A_store_that_is_down_keeps_results_in_the_outbox_until_it_is_back()
    {
        var store = new FlakyStore { IsDown = true };
        _outbox.Add(DeliveryClass.Normal, Some.Point());
        await using var pipeline = await StartAsync(store);

        await Eventually.IsTrue(() => pipeline.Cloud.StoreState == StoreState.Down, "the store is seen to be down");
        Assert.Equal(1, _outbox.Depth.Records);
        store.IsDown = false;

        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the outbox is empty");
        Assert.Single(store.Points);
    }

    [Fact]
    public async Task A_cut_link_holds_results_back_and_a_restored_one_lets_them_through()
    {
        await using var pipeline = await StartAsync();
        pipeline.Link.Set(cut: true);
        await Eventually.IsTrue(() => pipeline.Uplink.State == UplinkState.Cut, "the link is seen to be cut");
        _outbox.Add(DeliveryClass.Normal, Some.Point());
        Assert.Equal(1, _outbox.Depth.Records);

        pipeline.Link.Set(cut: false);

        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the outbox is empty");
        Assert.Equal(1, pipeline.Cloud.PointsStored);
    }

    [Fact]
    public async Task What_the_store_does_not_accept_in_time_is_sent_again_and_stored_once()
    {
        var store = new FlakyStore { IsDown = true };
        _outbox.Add(DeliveryClass.Normal, Some.Point());
        await using var pipeline = await StartAsync(store, TimeSpan.FromMilliseconds(200));

        await Eventually.IsTrue(
            () => pipeline.Uplink.LastError is { } error && error.Contains("did not accept the frame in time", StringComparison.Ordinal),
            "the edge hears of it");
        Assert.Equal(1, _outbox.Depth.Records);
        store.IsDown = false;

        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the outbox is empty");
        Assert.Single(store.Points);
    }

    [Fact]
    public async Task The_end_of_the_process_does_not_wait_for_a_store_that_is_down()
    {
        _outbox.Add(DeliveryClass.Normal, Some.Point());
        var pipeline = await StartAsync(new FlakyStore { IsDown = true });
        await Eventually.IsTrue(() => pipeline.Cloud.StoreState == StoreState.Down, "the store is seen to be down");

        await pipeline.DisposeAsync().AsTask().WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(1, _outbox.Depth.Records);
    }

    [Fact]
    public async Task A_commit_that_a_crash_cut_off_comes_again_whole_and_its_points_are_stored_once()
    {
        var (edge, cloud) = (_directory.File("edge"), _directory.File("cloud"));
        await using (var before = await EdgeDisk.StartWithCloudAsync(edge, cloud)) await before.SendPartAsync(0, 3);
        await using (var after = await EdgeDisk.StartWithCloudAsync(edge, cloud)) await after.SendAsync(0, 5);

        using var reader = new CloudLedgerReader(cloud);
        var (binding, stream) = (reader.Ledger().Bindings.Single(), reader.Ledger().Streams.Single());
        Assert.Equal((8, 5, 3), (binding.Received, binding.Created, binding.Duplicates));
        // No record came twice: the three came in other records, by which the ledger tells them from what was sent twice.
        Assert.Equal(0, stream.Duplicates);
        Assert.Empty(reader.Ledger().Histories);
    }

    private Task<Support.Pipeline> StartAsync(
        ITimeSeriesWriter? store = null, TimeSpan? acceptTimeLimit = null) => Support.Pipeline.StartAsync(
        _outbox, _uplink, new CloudOptions
        {
            DataDirectory = _directory.Path, RetryDelayLimit = TimeSpan.FromMilliseconds(50),
            AcceptTimeLimit = acceptTimeLimit ?? TimeSpan.FromSeconds(20)
        }, store);
}
