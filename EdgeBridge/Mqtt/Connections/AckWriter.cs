using System.Threading.Channels;
using EventEdge.Contracts.Faults;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>
/// Acknowledges a client's QoS 1 and 2 messages, in order, each once it is durable, many in one write: the client's next packets are read
/// meanwhile, so one disk sync serves everything that came during the previous one. A message that cannot be made durable
/// closes the connection, and neither it nor anything after it is acknowledged.
/// </summary>
internal sealed class AckWriter
{
    private const int AckBytes = 5;
    private const int BatchLimit = 256;
    private const byte PubAck = 0x40;
    private const byte PubRec = 0x50;

    private readonly DeviceSocket _socket;
    private readonly int _inFlightLimit;
    private readonly Action<Exception?> _refused;
    private Channel<Pending>? _pending;
    private byte[] _batch = [];
    private int _filled;

    /// <param name="socket">The way to the client.</param>
    /// <param name="inFlightLimit">Most messages that wait.</param>
    /// <param name="refused">Called once when a message could not be made durable.</param>
    public AckWriter(DeviceSocket socket, int inFlightLimit, Action<Exception?> refused) =>
        (_socket, _inFlightLimit, _refused) = (socket, inFlightLimit, refused);

    /// <summary>Puts a message behind the ones before it; waits while the client has too many in flight.</summary>
    public ValueTask EnqueueAsync(int qos, ushort packetId, ValueTask<bool> durable, CancellationToken cancellation) =>
        Queue().WriteAsync(new Pending(qos == 2 ? PubRec : PubAck, packetId, durable), cancellation);

    /// <summary>Answers a message that is not taken, behind the ones before it: MQTT 5 only.</summary>
    public ValueTask RefuseAsync(int qos, ushort packetId, MqttPubAckReasonCode reason, CancellationToken cancellation) =>
        Queue().WriteAsync(new Pending(qos == 2 ? PubRec : PubAck, packetId, new ValueTask<bool>(true), reason), cancellation);

    /// <summary>No more messages will come.</summary>
    public void Complete() => _pending?.Writer.TryComplete();

    // Made with the first message: a client that only listens, or publishes at QoS 0, has none.
    private ChannelWriter<Pending> Queue()
    {
        if (_pending is { } known) return known.Writer;
        _pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(_inFlightLimit) { SingleReader = true, SingleWriter = true });
        _batch = new byte[AckBytes * BatchLimit];
        _ = Task.Run(() => RunAsync(_pending));
        return _pending.Writer;
    }

    private async Task RunAsync(Channel<Pending> pending)
    {
        try
        {
            while (await pending.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (pending.Reader.TryRead(out var next))
                {
                    if (!TryAcknowledge(next)) await AcknowledgeAsync(next).ConfigureAwait(false);
                }

                await FlushAsync().ConfigureAwait(false);
            }
        }
        catch (NotDurableException refusal)
        {
            await TryFlushAsync().ConfigureAwait(false);
            _refused(refusal.InnerException);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Dispose();
        }
        finally
        {
            pending.Writer.TryComplete();
            while (pending.Reader.TryRead(out var rest)) _ = ObserveAsync(rest.Durable);
        }
    }

    // All messages of one disk sync become durable at once: most need no waiting.
    private bool TryAcknowledge(in Pending next)
    {
        if (_filled + AckBytes > _batch.Length || !next.Durable.IsCompletedSuccessfully) return false;
        if (!next.Durable.Result) throw new NotDurableException(null);
        Fill(next);
        return true;
    }

    private async ValueTask AcknowledgeAsync(Pending next)
    {
        await FlushAsync().ConfigureAwait(false);
        await RequireAsync(next.Durable).ConfigureAwait(false);
        Fill(next);
    }

    private void Fill(in Pending next)
    {
        CrashPoint.Reach(CrashPoint.Synced);
        _batch[_filled] = next.Header;
        _batch[_filled + 1] = (byte)(next.Reason == MqttPubAckReasonCode.Success ? 2 : 3);
        _batch[_filled + 2] = (byte)(next.PacketId >> 8);
        _batch[_filled + 3] = (byte)next.PacketId;
        _batch[_filled + 4] = (byte)next.Reason;
        _filled += 2 + _batch[_filled + 1];
    }

    private static async ValueTask RequireAsync(ValueTask<bool> durable)
    {
        bool accepted;
        try
        {
            accepted = await durable.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw new NotDurableException(error);
        }

        if (!accepted) throw new NotDurableException(null);
    }

    private async ValueTask FlushAsync()
    {
        if (_filled == 0) return;
        var bytes = _batch.AsMemory(0, _filled);
        _filled = 0;
        await _socket.SendAsync(static bytes => bytes, (ReadOnlyMemory<byte>)bytes, null, CancellationToken.None).ConfigureAwait(false);
        CrashPoint.Reach(CrashPoint.Acknowledged);
    }

    private async ValueTask TryFlushAsync()
    {
        try
        {
            await FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Dispose();
        }
    }

    // A pooled task must be awaited even when nobody waits for its answer any more.
    private static async Task ObserveAsync(ValueTask<bool> durable)
    {
        try
        {
            await durable.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection it mattered to is closed already.
        }
    }

    private readonly record struct Pending(
        byte Header, ushort PacketId, ValueTask<bool> Durable, MqttPubAckReasonCode Reason = MqttPubAckReasonCode.Success);

    private sealed class NotDurableException(Exception? cause) : Exception("not durable", cause);
}
