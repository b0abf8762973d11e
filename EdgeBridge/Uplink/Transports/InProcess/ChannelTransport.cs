using EventEdge.Contracts.Bus;

namespace EventEdge.EdgeBridge.Uplink.Transports.InProcess;

/// <summary>
/// Sends to a cloud ingest in the same process. Memory keeps nothing across a crash, so a frame counts as sent only when the answer
/// says that the store has it: the outbox stays the one place where results wait.
/// </summary>
internal sealed class ChannelTransport(LocalBus bus, INoticeBox? notices) : IFrameTransport
{
    /// <inheritdoc />
    public string? Blocked => null;

    /// <inheritdoc />
    public CancellationToken Lost => CancellationToken.None;

    /// <inheritdoc />
    public Task<ReadNotices> NoticesAsync(string node, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<ReadNotices>(cancellation);
        return Task.FromResult(
            notices?.Read(node) is { Count: > 0 } said ? new ReadNotices(said, () => AcceptAsync(node, said)) : ReadNotices.None);
    }

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public Task SendAsync(OutgoingFrame frame, CancellationToken cancellation) => bus.SendAsync(frame.Body, cancellation);

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask ResetAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task AcceptAsync(string node, IReadOnlyList<NodeNotice> said)
    {
        notices!.Accept(node, said);
        return Task.CompletedTask;
    }
}
