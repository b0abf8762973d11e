using EventEdge.Contracts.Bus;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>What the cloud has said to a node, as long as the broker still keeps it: it is gone once it is accepted, and said again where it was not.</summary>
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

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (end is not null) await end().ConfigureAwait(false);
    }
}
