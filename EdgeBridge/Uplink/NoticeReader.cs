using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink.Transports;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Asks at every connection, and now and then while results leave, whether the cloud has something to say about this node's numbers.
/// </summary>
internal sealed class NoticeReader(IOutboxReader outbox, IFrameTransport transport, string node, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private long? _asked;

    /// <summary>Whether it is time to ask.</summary>
    public bool IsDue => _asked is not { } asked || time.GetElapsedTime(asked) >= Interval;

    /// <summary>Asks, and heeds the answer. With nothing on its way only.</summary>
    /// <exception cref="IOException">The disk refused what has to be remembered; what was said stays with the broker and is read
    /// again.</exception>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        _asked = time.GetTimestamp();
        await using var read = await transport.NoticesAsync(node, cancellation);
        foreach (var notice in read.Notices)
        {
            if (!outbox.Heed(notice, time.GetUtcNow())) continue;
            log.Noticed(notice.Kind, notice.Epoch, notice.Reason);
            foreach (var deliveryClass in BusNames.Classes) outbox.Rewind(deliveryClass);
        }

        await read.AcceptAsync();
    }
}
