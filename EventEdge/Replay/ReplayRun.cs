using EventEdge.Publishing;

namespace EventEdge.Replay;

/// <summary>Sends a plan's rows and waits for every acknowledgement.</summary>
internal sealed class ReplayRun(ReplayPlan plan, IMqttSender sender, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Rows sent so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Called after every row.</summary>
    public Action<ReplayRun>? Progress { get; init; }

    public async Task<ReplaySummary> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        foreach (var file in plan.Files) await SendAsync(file, cancellation);
        await sender.FlushAsync(cancellation);
        return new(plan.Files.Count, Rows, Rows * plan.RepeatEach, sender.Acknowledged, time.GetElapsedTime(started).TotalSeconds);
    }

    private async Task SendAsync(RecordedFile file, CancellationToken cancellation)
    {
        var topic = plan.Topic.Replace("{file}", file.Name, StringComparison.Ordinal);
        var started = time.GetTimestamp();
        DateTimeOffset? first = null;
        foreach (var row in plan.RowsOf(file))
        {
            first ??= row.Timestamp;
            await WaitAsync(row.Timestamp - first.Value, time.GetElapsedTime(started), cancellation);
            for (var i = 0; i < plan.RepeatEach; i++) await sender.SendAsync(topic, row.Payload, plan.Qos, retain: false, cancellation);
            Rows++;
            Progress?.Invoke(this);
        }
    }

    private async ValueTask WaitAsync(TimeSpan recorded, TimeSpan elapsed, CancellationToken cancellation)
    {
        if (plan.Speed.Factor is not { } factor) return;
        // In seconds and in steps: a slow replay of years is longer than a time span or a timer may be.
        var left = recorded.TotalSeconds / factor - elapsed.TotalSeconds;
        for (; left > 0; left -= LongestWait.TotalSeconds)
        {
            await Task.Delay(left < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(left) : LongestWait, time, cancellation);
        }
    }
}

/// <summary>What a replay did.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Sent">Messages sent: rows times repetitions.</param>
/// <param name="Acknowledged">Messages the broker acknowledged; at QoS 0, messages written.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ReplaySummary(int Files, long Rows, long Sent, long Acknowledged, double Seconds);
