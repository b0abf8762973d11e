namespace EventEdge.Hosting.Retries;

/// <summary>
/// Keeps a connection: one after the other, with the pauses of <see cref="Backoff{T}"/> between them, which begin small again after one
/// that held. Life: RunAsync, once.
/// </summary>
/// <param name="first">Median of the first pause.</param>
/// <param name="limit">Longest pause that is drawn; a day at most.</param>
/// <param name="time">What measures pauses.</param>
/// <param name="onPause">Told of each end, and of the pause that follows.</param>
internal sealed class Reconnection(TimeSpan first, TimeSpan limit, TimeProvider time, Action<ConnectionEnd, TimeSpan> onPause)
{
    private readonly Backoff<ConnectionEnd> _attempts = new(
        first,
        limit,
        time,
        attempt => attempt.Answer is { Held: false },
        (attempt, pause) => onPause(attempt.Answer!, pause),
        attempt => attempt.Answer?.Pause);

    /// <summary>Connects for ever.</summary>
    /// <param name="connect">Makes a connection and returns when it has ended. What it throws ends everything.</param>
    /// <param name="cancellation">The end.</param>
    /// <exception cref="OperationCanceledException">It has come.</exception>
    public async Task RunAsync(Func<CancellationToken, Task<ConnectionEnd>> connect, CancellationToken cancellation)
    {
        var last = ConnectionEnd.Replaced;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            last = await RunAsync(last, connect, cancellation);
        }
    }

    // Until the next end of one that held. The end of the one before comes first, as an attempt that failed: so a first pause follows.
    private async Task<ConnectionEnd> RunAsync(
        ConnectionEnd before, Func<CancellationToken, Task<ConnectionEnd>> connect, CancellationToken cancellation)
    {
        var isBegun = before.Pause == TimeSpan.Zero;
        return await _attempts.RunAsync(
            async token =>
            {
                if (isBegun) return await connect(token);
                isBegun = true;
                return before with { Held = false };
            },
            cancellation);
    }
}
