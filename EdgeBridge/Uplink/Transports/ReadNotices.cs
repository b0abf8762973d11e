using EventEdge.Contracts.Bus;

namespace EventEdge.EdgeBridge.Uplink.Transports;

/// <summary>
/// What the cloud has said to a node, as long as the broker still keeps it: it is gone once it is accepted, and said again where it was
/// not.
/// </summary>
/// <param name="notices">What was said.</param>
/// <param name="accept">Tells the broker that it may forget them; null where there is nothing.</param>
/// <param name="end">Gives back what was not accepted; null where there is nothing.</param>
internal sealed class ReadNotices(IReadOnlyList<NodeNotice> notices, Func<Task>? accept = null, Func<Task>? end = null) : IAsyncDisposable
{
    /// <summary>Nothing was said.</summary>
    public static ReadNotices None { get; } = new([]);

    /// <summary>What was said, in that order.</summary>
    public IReadOnlyList<NodeNotice> Notices => notices;

    /// <summary>They are heeded, and that is on disk. A broker that does not hear this says them again, which changes nothing.</summary>
    public Task AcceptAsync() => accept?.Invoke() ?? Task.CompletedTask;

    /// <summary>Waits for what is read. What comes after the wait has been given up nobody would accept:
    /// it is given back, to be said again.</summary>
    public static async Task<ReadNotices> WithinAsync(Task<ReadNotices> reading, CancellationToken limit)
    {
        try
        {
            return await reading.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = GiveBackAsync(reading);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (end is not null) await end().ConfigureAwait(false);
    }

    private static async Task GiveBackAsync(Task<ReadNotices> reading)
    {
        try
        {
            var late = await reading.ConfigureAwait(false);
            await late.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nothing was read, or its channel has ended: the broker keeps what was not accepted.
        }
    }
}
