using EventEdge.Demo;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Demo;

public sealed class DemoRunTests
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly WaitedTime _time = new();
    private readonly FakeRunningNode _node = new();
    private readonly CollectingSender _sender = new();

    [Fact]
    public async Task The_plant_runs_for_its_time_and_the_report_waits_for_the_last_result()
    {
        _node.State = _node.State with { Outbox = new(1, 3, 1) };
        var running = Run().RunAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        await PlantAsync(seconds: 3);
        await SettleAsync(running, seconds: 3);
        Assert.False(running.IsCompleted);
        _node.State = _node.State with { Outbox = default };
        _node.PointsStored = 3;
        await SettleAsync(running, seconds: 4);
        var report = await running.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((3, 3.0), (report.PointsStored, report.Seconds));
        Assert.Equal(_sender.Sent.Count, report.MessagesSent);
        Assert.InRange(report.MessagesSent, 900, 1100);
    }

    [Fact]
    public async Task A_result_that_never_arrives_is_reported_rather_than_waited_for_without_end()
    {
        _node.State = _node.State with { Outbox = new(1, 3, 1) };
        var running = Run().RunAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await PlantAsync(seconds: 1);
        await SettleAsync(running, seconds: 40);
        var report = await running.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(3, report.OutboxDepth);
    }

    private DemoRun Run() => new(_node, _sender, _time) { Seed = 1, Ready = TimeSpan.FromSeconds(0.5) };

    // The clock moves on only when the beat before has been sent, so that a slow machine sends no less than a fast one.
    private async Task PlantAsync(int seconds)
    {
        for (var beat = 1; beat <= seconds * 20; beat++)
        {
            var sent = _sender.Sent.Count;
            _time.Advance(PlantLoop.Beat);
            if (beat < seconds * 20) await Eventually.IsTrue(() => _sender.Sent.Count > sent, $"the messages of beat {beat}");
        }
    }

    // After the plant the run waits on the clock between two glances at the node; the clock moves on only while it does.
    private async Task SettleAsync(Task running, int seconds)
    {
        for (var glance = 0; glance < seconds * 10; glance++)
        {
            await Eventually.IsTrue(() => running.IsCompleted || _time.Waiting > 0, "the run waits on the clock or is done");
            if (running.IsCompleted) return;
            _time.Advance(Glance);
        }

        await Eventually.IsTrue(() => running.IsCompleted || _time.Waiting > 0, "the run waits on the clock or is done");
    }
}
