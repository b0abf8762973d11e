using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Pipeline;

public sealed class RabbitMqPipelineTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ListOutbox _outbox = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Everything_arrives_once_though_the_broker_starts_late_and_dies_in_the_middle()
    {
        await using var broker = RabbitMqServer.Prepare();
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1 };
        await using var cloud = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.Path));
        await using var edge = await Support.Pipeline.StartAsync(_outbox, Support.Pipeline.EdgeOver(options));
        AddWindows(0, 3_000);
        await Eventually.IsTrue(() => edge.Uplink.State == UplinkState.Down, "the broker is seen to be down");

        await broker.StartAsync();
        await Eventually.IsTrue(() => cloud.Cloud.PointsStored > 0, "points arrive", TimeSpan.FromSeconds(90));
        // RabbitMQ 3.10 can forget the log of a queue declared seconds before a kill, which then has no leader for ever; not so after a
        // restart.
        await broker.StopAsync();
        await broker.StartAsync();
        await Eventually.IsTrue(() => cloud.Cloud.PointsStored == 3_000, () => $"the first are stored: {State()}", TimeSpan.FromMinutes(3));
        AddWindows(3_000, 3_000);
        await broker.KillAsync();
        AddWindows(6_000, 1_000);
        await broker.StartAsync();

        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, () => $"the outbox is empty: {State()}", TimeSpan.FromMinutes(3));
        await Eventually.IsTrue(
            () => cloud.Cloud.PointsStored == 7_000, () => $"every point is stored: {State()}", TimeSpan.FromMinutes(3));
        Assert.Empty(cloud.Cloud.Gaps);
        Assert.Equal(0, cloud.Cloud.DeadLetters);
        using var points = new PointReader(_directory.Path);
        Assert.Equal(7_000, points.Read("temperature").Select(p => p.Time).Distinct().Count());

        string State() => $"{_outbox.Depth.Records} records wait, the uplink is {edge.Uplink.State} ({edge.Uplink.LastError}), "
            + $"{cloud.Cloud.PointsStored} points are stored; {cloud.Troubles}";
    }

    [Fact]
    public async Task Nothing_is_acknowledged_while_the_store_is_down()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 2 };
        AddWindows(0, 600);
        await using (var edge = await Support.Pipeline.StartAsync(_outbox, Support.Pipeline.EdgeOver(options)))
            await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the broker has every frame");

        var down = new FlakyStore { IsDown = true };
        await using (
            var first = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.Path), store: down))
            await Eventually.IsTrue(() => first.Cloud.StoreState == StoreState.Down, "the store is seen to be down");

        var up = new FlakyStore();
        await using var second = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.Path), store: up);
        await Eventually.IsTrue(() => up.Points.Count == 600, "the frames are delivered again");
        await Eventually.IsTrue(() => second.Cloud.PointsStored == 600, "and counted");
    }

    [Fact]
    public async Task One_connection_carries_the_frames_and_watches_the_broker()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1 };
        await using var edge = await Support.Pipeline.StartAsync(_outbox, Support.Pipeline.EdgeOver(options));
        AddWindows(0, 1);
        await Eventually.IsTrue(() => _outbox.Depth.Records == 0, "the frame is confirmed, though no cloud was ever there");

        var connections = (await broker.ControlAsync("list_connections", "client_properties")).Split('\n');
        Assert.Single(connections, line => line.Contains("\"eventedge uplink", StringComparison.Ordinal));
    }

    private void AddWindows(int first, int count)
    {
        for (var window = first; window < first + count; window++) _outbox.Add(DeliveryClass.Normal, Some.Point(window));
    }
}
