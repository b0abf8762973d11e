using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Status;
using EventEdge.Publishing;

namespace EventEdge.Demo;

/// <summary>Runs the plant against a node, cuts the link on schedule, and lets the last results arrive before it counts.</summary>
internal sealed class DemoRun(INodeView view, IMqttSender sender, TimeProvider time)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Chooses noise, faults and losses of the plant.</summary>
    public required int Seed { get; init; }

    /// <summary>When the link is cut and restored; null leaves it to the dashboard.</summary>
    public LinkSchedule? Link { get; init; }

    /// <summary>How long from the start of the process until the node took messages.</summary>
    public required TimeSpan Ready { get; init; }

    /// <summary>Runs for a time, or until cancelled where there is none.</summary>
    /// <param name="duration">How long the plant runs; null for no end.</param>
    /// <param name="cancellation">The user's Ctrl+C.</param>
    public async Task<DemoReport> RunAsync(TimeSpan? duration, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var began = time.GetUtcNow();
        var started = time.GetTimestamp();
        var plant = new PlantLoop(new(Seed, began), sender, time);
        var running = plant.RunAsync(began, stop.Token, cancellation);
        var schedule = Link?.RunAsync(view.Link, time, stop.Token) ?? Task.CompletedTask;
        await Task.WhenAny(running, Task.Delay(duration ?? Timeout.InfiniteTimeSpan, time, cancellation));
        await stop.CancelAsync();
        await running;
        await schedule.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var times = new DemoTimes(Ready, time.GetElapsedTime(started));
        cancellation.ThrowIfCancellationRequested();
        var node = await SettleAsync(cancellation);
        return DemoReport.Of(node, view.PointsStored, plant.Sent, times);
    }

    /// <summary>
    /// Waits until nothing is on its way and no result was added for a while; gives up after a limit, and the report shows it.
    /// </summary>
    private async Task<EdgeSnapshot> SettleAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var changed = started;
        var last = view.Snapshot();
        while (time.GetElapsedTime(changed) < Quiet && time.GetElapsedTime(started) < SettleLimit)
        {
            await Task.Delay(Glance, time, cancellation);
            var node = view.Snapshot();
            var moving = node.InFlight + node.Outbox.Points + node.Bindings.Sum(b => b.InFlight) > 0 || Results(node) != Results(last);
            if (moving) changed = time.GetTimestamp();
            last = node;
        }

        return last;
    }

    private static long Results(EdgeSnapshot node) => node.Bindings.Sum(b => b.Measurements + b.Revisions);
}
