using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Uplink.Transports;

/// <summary>A frame ready to travel.</summary>
/// <param name="MessageId">The same for the same records, however often they are sent.</param>
/// <param name="Node">The sending node.</param>
/// <param name="Class">The class.</param>
/// <param name="Body">The bytes on the wire.</param>
internal sealed record OutgoingFrame(Guid MessageId, string Node, DeliveryClass Class, byte[] Body);

/// <summary>
/// A way to the cloud. Life: ConnectAsync, OpenAsync, any number of SendAsync, several at once; ResetAsync after a failure, then
/// ConnectAsync again; DisposeAsync. Nothing connects before, so that a broker that is down never keeps the edge from starting.
/// </summary>
internal interface IFrameTransport : IAsyncDisposable
{
    /// <summary>What the cloud has said to the node and was not accepted yet. A failure to ask is no news.</summary>
    Task<ReadNotices> NoticesAsync(string node, CancellationToken cancellation) => Task.FromResult(ReadNotices.None);

    /// <summary>Completes when the other side can be reached. Any exception means that it cannot; the caller tries again later.</summary>
    Task ConnectAsync(CancellationToken cancellation);

    /// <summary>
    /// Completes when frames can be sent on the connection, at once where they can already: a broker at work on much else may take its time
    /// for that. Any exception means that they cannot.
    /// </summary>
    Task OpenAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Completes when the frame is safe on the other side: confirmed by the broker after it was routed to a queue, or stored where there
    /// is no broker. Any exception means that it may or may not be; the caller resets the transport and sends the frame again.
    /// </summary>
    Task SendAsync(OutgoingFrame frame, CancellationToken cancellation);

    /// <summary>
    /// Completes when somebody still answers at the other side; fails when nobody does. Asked while a confirm is overdue.
    /// </summary>
    Task ProbeAsync(CancellationToken cancellation);

    /// <summary>Why the other side takes nothing for now although it is there (its own words); null while it does.</summary>
    string? Blocked { get; }

    /// <summary>Fires when the connection of the last ConnectAsync is gone, also while nothing is sent.</summary>
    CancellationToken Lost { get; }

    /// <summary>Drops the connection; the next ConnectAsync makes a new one. Never throws and never waits for the broker.</summary>
    ValueTask ResetAsync();
}
