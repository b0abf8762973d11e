using System.Buffers;
using System.Threading.Channels;
using EventEdge.EdgeBridge.Messages;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Intake;

/// <summary>
/// QoS 0 messages on their way to the dispatcher: memory only, bounded. When it is full the listener waits, which slows the sender's socket
/// down; nothing is dropped here.
/// </summary>
internal sealed class VolatileQueue
{
    /// <summary>Most messages that wait.</summary>
    public const int QueueLimit = 16_384;

    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(QueueLimit)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    /// <summary>Messages waiting.</summary>
    public int Count => _items.Reader.Count;

    /// <summary>Copies the message and queues it; completes at once while there is room.</summary>
    public ValueTask EnqueueAsync(in ReceivedMessage message, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(message.Payload.Length);
        message.Payload.CopyTo(bytes);
        var item = new Item(message.Topic, bytes, message.Payload.Length, receivedAt, message);
        return _items.Writer.TryWrite(item) ? ValueTask.CompletedTask : _items.Writer.WriteAsync(item, cancellation);
    }

    /// <summary>The next message, if one waits. Give it back with <see cref="Release"/> when done.</summary>
    public bool TryDequeue(out Item item) => _items.Reader.TryRead(out item);

    /// <summary>Returns the memory of a message.</summary>
    public static void Release(in Item item) => ArrayPool<byte>.Shared.Return(item.Bytes);

    /// <summary>Completes when a message waits.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        var wait = _items.Reader.WaitToReadAsync(cancellation);
        return wait.IsCompletedSuccessfully ? Task.CompletedTask : wait.AsTask();
    }

    /// <summary>A queued message.</summary>
    /// <param name="Topic">Its topic.</param>
    /// <param name="Bytes">Rented memory; only the first <paramref name="Length"/> bytes count.</param>
    /// <param name="Length">Payload length in bytes.</param>
    /// <param name="ReceivedAt">When it was taken.</param>
    /// <param name="Origin">The message at the listener; its payload is not valid any more.</param>
    public readonly record struct Item(string Topic, byte[] Bytes, int Length, DateTimeOffset ReceivedAt, ReceivedMessage Origin)
    {
        /// <summary>As the dispatcher takes it, not journalled.</summary>
        public InboundMessage ToInbound() => new(Topic, Bytes.AsMemory(0, Length), ReceivedAt, 0)
        {
            Trace = Origin.Trace, Properties = Origin.Properties, Qos = (byte)Origin.Qos, Retain = Origin.Retained,
        };
    }
}
