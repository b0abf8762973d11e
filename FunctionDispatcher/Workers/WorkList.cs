using System.Runtime.InteropServices;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Workers;

/// <summary>
/// The messages of one batch that workers read and take into windows together. Two rounds: in the first every worker decodes and filters its part
/// of the messages, in the second it takes its keys' events into their windows. What they find is told by the dispatch loop, in order.
/// </summary>
internal sealed class WorkList : IDisposable
{
    /// <summary>Below it the threads are not woken: that would take longer than the work.</summary>
    public const int ForkMinimum = 64;

    /// <summary>Most jobs at a time; what there may be more of waits for the next round. Bounds the memory, which is kept for the next use.</summary>
    public const int Limit = 4096;

    // With so many there are mostly more where they came from.
    private const int BusyItems = 512;

    // Neighbours are read by one worker, for the sake of its cache.
    private const int Stride = 16;

    private readonly WorkerPool _pool;
    private readonly Action<int>[] _rounds;
    private readonly Action<int>[] _readingOnly;
    private readonly WorkerBuffer[] _buffers;
    private readonly List<WorkItem> _items = [];
    private readonly int[] _read;
    private readonly int[] _taken;
    private ReadOnlyMemory<InboundMessage> _messages;
    private bool _findsDuplicates;
    private bool _hasWindows;
    private int _next;

    /// <summary>An empty list, and the threads that work on it.</summary>
    /// <param name="workers">Workers, the caller included; 2 or more.</param>
    public WorkList(int workers)
    {
        _pool = new WorkerPool(workers);
        (_rounds, _readingOnly) = ([Read, Window], [Read]);
        _buffers = [.. Enumerable.Range(0, workers).Select(_ => new WorkerBuffer())];
        (_read, _taken) = (new int[workers], new int[workers]);
    }

    /// <summary>Whether there should be a round before more is added.</summary>
    public bool IsFull => _items.Count >= Limit;

    /// <summary>Puts a message on the list.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="captures">What the topic holds for its captures.</param>
    /// <param name="recorded">Its recorded time.</param>
    /// <param name="number">The number of the event.</param>
    /// <param name="index">Which message of the batch it is.</param>
    /// <param name="reader">Which worker reads it; negative where it does not matter.</param>
    public void Add(BindingRuntime binding, IReadOnlyList<string> captures, in RecordedTime recorded, long number, int index, int reader)
    {
        _items.Add(new(binding, captures, recorded, number, index, reader >= 0 ? reader : _items.Count / Stride % _pool.Size));
        _findsDuplicates |= binding.FindsDuplicates;
        _hasWindows |= binding.Windows is not null;
    }

    /// <summary>Does everything that workers do with the messages of the list.</summary>
    public void Run(ReadOnlyMemory<InboundMessage> messages)
    {
        _messages = messages;
        var rounds = _hasWindows ? _rounds : _readingOnly;
        if (_items.Count >= ForkMinimum) _pool.Run(rounds, _findsDuplicates ? DropDuplicates : null, _items.Count >= BusyItems);
        else _pool.RunAlone(rounds, _findsDuplicates ? DropDuplicates : null);
        Rewind();
    }

    /// <summary>Tells what became of the next job, if it is this message's and binding's; jobs are asked for in the order they were added.</summary>
    public bool TryConclude(in InboundMessage message, int index, BindingRuntime binding)
    {
        if (_next == _items.Count) return false;
        ref readonly var item = ref WorkItems[_next];
        if (item.Index != index || item.Binding != binding) return false;
        _next++;
        ref readonly var decoded = ref DecodedBy(item.Reader);
        var isInWindows = decoded.GoesOn && binding.Windows is not null;
        binding.Conclude(message, item, decoded, isInWindows ? _buffers[decoded.Owner].Outcomes[_taken[decoded.Owner]++] : default);
        return true;
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        foreach (var buffer in _buffers) buffer.Clear();
        _items.Clear();
        _messages = default;
        (_findsDuplicates, _hasWindows) = (false, false);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _pool.Dispose();

    private ReadOnlySpan<WorkItem> WorkItems => CollectionsMarshal.AsSpan(_items);

    private ref DecodedMessage DecodedBy(int reader) => ref _buffers[reader].DecodedMessage[_read[reader]++];

    private void Rewind()
    {
        Array.Clear(_read);
        Array.Clear(_taken);
        _next = 0;
    }

    private void Read(int worker)
    {
        var buffer = _buffers[worker];
        var messages = _messages.Span;
        foreach (ref readonly var item in WorkItems)
        {
            if (item.Reader != worker) continue;
            try
            {
                buffer.Add(item.Binding.Read(worker, item, messages[item.Index], buffer));
            }
            catch (Exception error) when (BindingFaultException.Is(error))
            {
                throw BindingFaultException.Of(item.Binding.Identity, messages[item.Index].Sequence, error);
            }
        }
    }

    // Between the rounds, in order, by whoever has read last.
    private void DropDuplicates()
    {
        Rewind();
        foreach (ref readonly var item in WorkItems)
        {
            ref var decoded = ref DecodedBy(item.Reader);
            decoded.IsDuplicate = item.Binding.IsDuplicate(decoded.DecodeResult, decoded.Event);
        }
    }

    private void Window(int worker)
    {
        var buffer = _buffers[worker];
        var messages = _messages.Span;
        Span<int> places = stackalloc int[_buffers.Length];
        foreach (ref readonly var item in WorkItems)
        {
            ref readonly var decoded = ref _buffers[item.Reader].DecodedMessage[places[item.Reader]++];
            if (!decoded.GoesOn || item.Binding.Windows is not { } windows) continue;
            try
            {
                if (decoded.Owner == worker) buffer.Add(windows.Process(worker, decoded.Event, item.Number));
                else windows.Pass(worker, messages[item.Index].ReceivedAt, item.Number);
            }
            catch (Exception error) when (BindingFaultException.Is(error))
            {
                throw BindingFaultException.Of(item.Binding.Identity, messages[item.Index].Sequence, error);
            }
        }
    }
}
