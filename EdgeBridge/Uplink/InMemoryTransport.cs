using EventEdge.Contracts.Bus;
using MassTransit;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Sends to a cloud ingest in the same process. Memory keeps nothing across a crash, so a frame counts as sent only when the answer
/// says that the store has it: the outbox stays the one place where results wait.
/// </summary>
internal sealed class InMemoryTransport : IFrameTransport
{
    private readonly IRequestClient<EncodedFrame>[] _clients;
    private readonly INoticeBox? _notices;

    public InMemoryTransport(IBus bus, INoticeBox? notices, TimeSpan timeLimit)
    {
        _notices = notices;
        _clients = [.. BusNames.Classes.Select(c => bus.CreateRequestClient<EncodedFrame>(new Uri($"queue:{BusNames.IngestQueue(c, 0)}"), timeLimit))];
    }

    /// <inheritdoc />
    public string? Blocked => null;

    /// <inheritdoc />
    public CancellationToken Lost => CancellationToken.None;

    /// <inheritdoc />
    public Task<ReadNotices> NoticesAsync(string node, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<ReadNotices>(cancellation);
        return Task.FromResult(_notices?.Read(node) is { Count: > 0 } notices ? new ReadNotices(notices, () => AcceptAsync(node, notices)) : ReadNotices.None);
    }

    private Task AcceptAsync(string node, IReadOnlyList<NodeNotice> notices)
    {
        _notices!.Accept(node, notices);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public Task SendAsync(OutgoingFrame frame, CancellationToken cancellation) =>
        _clients[(int)frame.Class].GetResponse<FrameStored>(new EncodedFrame { Body = frame.Body }, cancellation);

    /// <inheritdoc />
    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask ResetAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
