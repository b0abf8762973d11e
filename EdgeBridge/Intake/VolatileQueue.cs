using System.Buffers;
using System.Numerics;
using System.Threading.Channels;
using EventEdge.EdgeBridge.Messages;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Intake;

/// <summary>
/// QoS 0 messages on their way to the dispatcher: memory only, bounded in number and in bytes. When it is full the listener waits, which
/// slows the sender's socket down; nothing is dropped here.
/// </summary>
internal sealed class VolatileQueue
{
    /// <summary>Most messages that wait.</summary>
    public const int QueueLimit = 16_384;

    /// <summary>Most bytes of memory they take; a message that alone takes more is taken alone.</summary>
    public const long BytesLimit = 8 << 20;

    private const int Overhead = 200; // What stands around a message, roughly.

    private readonly ByteBudget _budget = new(BytesLimit);
    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(QueueLimit)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    /// <summary>Messages waiting.</summary>
    public int Count => _items.Reader.Count;

    /// <summary>Bytes of memory that messages take, those included that are being handled.</summary>
    public long Bytes => _budget.Held;

    /// <summary>
    /// Copies the message and queues it; completes at once while there is room. Who waits for room holds no copy, so the payload must stay
    /// valid until then, and has its order only against itself.
    /// </summary>
    public ValueTask EnqueueAsync(in ReceivedMessage message, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        if (!_budget.TryTake(BytesOf(message, message.Payload.Length))) return WaitAsync(message, receivedAt, cancellation);
        var item = Copy(message, receivedAt);
        return _items.Writer.TryWrite(item) ? ValueTask.CompletedTask : WaitAsync(item, cancellation);
    }

    /// <summary>The next message, if one waits. Give it back with <see cref="Release"/> when done.</summary>
    public bool TryDequeue(out Item item) => _items.Reader.TryRead(out item);

    /// <summary>Returns the memory of a message.</summary>
    public void Release(in Item item)
    {
        ArrayPool<byte>.Shared.Return(item.Bytes);
        _budget.Give(BytesOf(item.Origin, item.Length));
    }

    /// <summary>Completes when a message waits.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        var wait = _items.Reader.WaitToReadAsync(cancellation);
        return wait.IsCompletedSuccessfully ? Task.CompletedTask : wait.AsTask();
    }

    // What is rented has a power of two.
    private static long BytesOf(in ReceivedMessage message, int length) =>
        Overhead + (long)BitOperations.RoundUpToPowerOf2((uint)length) + (message.Properties?.Bytes.Length ?? 0);

    private static Item Copy(in ReceivedMessage message, DateTimeOffset receivedAt)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(message.Payload.Length);
        message.Payload.CopyTo(bytes);
        return new Item(message.Topic, bytes, message.Payload.Length, receivedAt, message with { Payload = default });
    }

    private async ValueTask WaitAsync(ReceivedMessage message, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        await _budget.TakeAsync(BytesOf(message, message.Payload.Length), cancellation).ConfigureAwait(false);
        await WaitAsync(Copy(message, receivedAt), cancellation).ConfigureAwait(false);
    }

    private async ValueTask WaitAsync(Item item, CancellationToken cancellation)
    {
        try
        {
            await _items.Writer.WriteAsync(item, cancellation).ConfigureAwait(false);
        }
        catch
        {
            Release(item);
            throw;
        }
    }

    /// <summary>A queued message.</summary>
    /// <param name="Topic">Its topic.</param>
    /// <param name="Bytes">Rented memory; only the first <paramref name="Length"/> bytes count.</param>
    /// <param name="Length">Payload length in bytes.</param>
    /// <param name="ReceivedAt">When it was taken.</param>
    /// <param name="Origin">The message at the listener, without its payload.</param>
    public readonly record struct Item(string Topic, byte[] Bytes, int Length, DateTimeOffset ReceivedAt, ReceivedMessage Origin)
    {
        /// <summary>As the dispatcher takes it, not journalled.</summary>
        public InboundMessage ToInbound() => new(Topic, Bytes.AsMemory(0, Length), ReceivedAt, 0)
        {
            Trace = Origin.Trace, Properties = Origin.Properties, Qos = (byte)Origin.Qos, Retain = Origin.Retained,
        };
    }
}
