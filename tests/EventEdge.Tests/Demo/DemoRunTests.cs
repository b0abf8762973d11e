using EventEdge.Demo;
using EventEdge.EventEdge.Tests.Commands;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EventEdge.Tests.Demo;

public sealed class DemoRunTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly FakeRunningNode _node = new();
    private readonly CollectingSender _sender = new();

    [Fact]
    public async Task The_plant_runs_for_its_time_and_the_report_waits_for_the_last_result()
    {
        _node.State = _node.State with { Outbox = new(1, 3, 1) };
        var running = Run().RunAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        await AdvanceAsync(running, seconds: 6);
        Assert.False(running.IsCompleted);
        _node.State = _node.State with { Outbox = default };
        _node.PointsStored = 3;
        await AdvanceAsync(running, seconds: 4);
        var report = await running;
        Assert.Equal((3, 3.0), (report.PointsStored, report.Seconds));
        Assert.Equal(_sender.Sent.Count, report.MessagesSent);
        Assert.InRange(report.MessagesSent, 900, 1100);
    }

    [Fact]
    public async Task A_result_that_never_arrives_is_reported_rather_than_waited_for_without_end()
    {
        _node.State = _node.State with { Outbox = new(1, 3, 1) };
        var running = Run().RunAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await AdvanceAsync(running, seconds: 40);
        Assert.Equal(3, (await running).OutboxDepth);
    }

    private DemoRun Run() => new(_node, _sender, _time) { Seed = 1, Ready = TimeSpan.FromSeconds(0.5) };

    // Small steps, each given time to run its continuations: what waits on the clock re-arms before the next step.
    private async Task AdvanceAsync(Task running, int seconds)
    {
        for (var step = 0; step < seconds * 20 && !running.IsCompleted; step++)
        {
            _time.Advance(PlantLoop.Beat);
            for (var turn = 0; turn < 50; turn++) await Task.Yield();
        }
    }
}
