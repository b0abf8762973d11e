using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace EventEdge.EdgeBridge.Messages;

/// <summary>
/// A queue of many writers and one reader that is bounded in number and in bytes of memory: what is large takes the place of much that is
/// small. Who writes to a full one waits, or is told.
/// </summary>
/// <param name="countLimit">Most items.</param>
/// <param name="bytesLimit">Most bytes of them together; an item that has more is taken alone.</param>
/// <param name="bytesOf">Bytes of memory an item takes, roughly; always the same.</param>
internal sealed class ByteBoundedQueue<T>(int countLimit, long bytesLimit, Func<T, long> bytesOf)
{
    private readonly Channel<T> _items = Channel.CreateBounded<T>(new BoundedChannelOptions(countLimit) { SingleReader = true });
    private readonly ByteBudget _budget = new(bytesLimit);

    /// <summary>Items that wait.</summary>
    public int Count => _items.Reader.Count;

    /// <summary>Bytes they take, those included that writers are about to put in.</summary>
    public long Bytes => _budget.Held;

    /// <summary>Completes when no more comes, and everything has been read.</summary>
    public Task Completion => _items.Reader.Completion;

    /// <summary>Puts an item at the end; false when there is no room, or no more is taken.</summary>
    public bool TryWrite(T item)
    {
        var bytes = bytesOf(item);
        if (!_budget.TryTake(bytes)) return false;
        if (_items.Writer.TryWrite(item)) return true;
        _budget.Give(bytes);
        return false;
    }

    /// <summary>Puts an item at the end, and waits until there is room.</summary>
    /// <exception cref="ChannelClosedException">No more is taken.</exception>
    public async ValueTask WriteAsync(T item, CancellationToken cancellation)
    {
        var bytes = bytesOf(item);
        await _budget.TakeAsync(bytes, cancellation).ConfigureAwait(false);
        try
        {
            await _items.Writer.WriteAsync(item, cancellation).ConfigureAwait(false);
        }
        catch
        {
            _budget.Give(bytes);
            throw;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>Waits for an item; false when none will come.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellation = default) => _items.Reader.WaitToReadAsync(cancellation);

    /// <summary>The next item, if one waits.</summary>
    public bool TryRead(out T item)
    {
        if (!_items.Reader.TryRead(out item!)) return false;
        _budget.Give(bytesOf(item));
        return true;
    }

    /// <summary>Every item, as it comes.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            while (TryRead(out var item)) yield return item;
        }
    }
}
