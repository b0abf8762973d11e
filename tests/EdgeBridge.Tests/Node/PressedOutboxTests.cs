using System.Globalization;
using System.Security.Cryptography;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>A node whose outbox is too small for the outage: what its ledger says of every result.</summary>
public sealed class PressedOutboxTests : IDisposable
{
    private const int Devices = 40;
    private const int Windows = 250;
    private const long LimitBytes = 1 << 20;

    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            event_time: { field: ts, clock: device }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value] } }
            emit: { measurement: press }
          - name: camera
            trigger: { mqtt: "camera" }
            function: { builtin: pass, with: { fields: [number, text] } }
            emit: { measurement: camera, priority: bulk, when_full: drop_oldest }
        """;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_merged_result_is_recorded_and_every_reading_is_in_a_window()
    {
        EdgeLedger running;
        await using (var node = await StartAsync())
        {
            await RunPressesAsync(node);
            await node.UntilAsync(s => s.Bindings[0].Downsampled > 0);
            var points = await node.ResultsAsync();
            running = node.Node.Ledger();
            var press = running.Bindings.Single(b => b.Counts.Binding == "press").Counts;
            Assert.Equal((Devices * Windows, 0), (press.Measurements, press.Dropped));
            Assert.Equal(press.Outgoing, points.Count);
            Assert.Equal(Devices * Windows, points.Sum(point => Number(point, "value_count")));
            Assert.Equal(press.Outgoing, running.Classes.Sum(position => position.PointsWaiting));
        }

        await AssertSameAsync(running);
    }

    [Fact]
    public async Task Every_dropped_result_is_recorded_and_the_others_are_there()
    {
        const int Pictures = 4_000;
        EdgeLedger running;
        await using (var node = await StartAsync())
        {
            foreach (var burst in Enumerable.Range(0, Pictures).Chunk(500))
            {
                Assert.All(await Task.WhenAll(burst.Select(number => node.PublishAsync("camera", Picture(number)).AsTask())), Assert.True);
            }

            await node.DrainAsync();
            running = node.Node.Ledger();
            var points = await node.ResultsAsync();
            var camera = running.Bindings.Single(b => b.Counts.Binding == "camera").Counts;
            Assert.Equal((Pictures, 0), (camera.Measurements, camera.Unexplained));
            Assert.InRange(camera.Dropped, 1, Pictures);
            Assert.Equal(camera.Outgoing, points.Count);
            Assert.Equal(camera.Dropped, points.Where(point => point.Measurement == "eventedge_gap").Sum(point => Number(point, "points")));
            Assert.Equal(
                Enumerable.Range(0, Pictures).Skip((int)camera.Dropped),
                points.Where(point => point.Measurement == "camera").Select(point => (int)Number(point, "number")));
        }

        await AssertSameAsync(running);
    }

    private async Task AssertSameAsync(EdgeLedger running)
    {
        var stopped = await EdgeLedgerReader.ReadStoppedAsync(Path.Combine(_directory.Path, "data"), TimeProvider.System);
        Assert.Equal(running.Bindings.OrderBy(binding => binding.Version), stopped!.Bindings.OrderBy(binding => binding.Version));
        Assert.Equal(running.Classes, stopped.Classes);
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(_directory.Path, Bindings, outboxLimitBytes: LimitBytes);

    private static async Task RunPressesAsync(TestNode node)
    {
        for (var window = 0; window <= Windows; window++)
        {
            var readings = Enumerable.Range(0, Devices)
                .Select(device => node.PublishAsync($"plant/{device}", Reading(window, device)).AsTask());
            Assert.All(await Task.WhenAll(readings), Assert.True);
        }

        await node.DrainAsync();
    }

    private static string Reading(int window, int device) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ts":{{1_700_000_000 + (10 * window)}},"value":{{20 + (device * 0.37) + (window % 17)}}}""");

    private static string Picture(int number) =>
        $$"""{"number":{{number}},"text":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(300))}}"}""";

    private static double Number(Point point, string field) => point.Fields.Single(each => each.Key == field).Value.AsNumber;
}
