using System.Runtime.InteropServices;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.FunctionDispatcher.Workers;

/// <summary>
/// The messages of one batch that workers read and take into windows together. Two rounds: in the first every worker decodes and filters
/// its part of the messages, in the second it takes its keys' events into their windows. What they find is told by the dispatch loop, in
/// order.
/// </summary>
internal sealed class WorkList : IDisposable
{
    /// <summary>Below it the threads are not woken: that would take longer than the work.</summary>
    public const int ForkMinimum = 64;

    /// <summary>
    /// Most jobs at a time; what there may be more of waits for the next round. Bounds the memory, which is kept for the next use.
    /// </summary>
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
    /// <param name="taken">The message as the binding took it. Where its topic tells the owner of the key, that one reads it.</param>
    /// <param name="index">Which message of the batch it is.</param>
    public void Add(RunningBinding binding, in TakenMessage taken, int index)
    {
        _items.Add(new(binding, taken, index, taken.Owner >= 0 ? taken.Owner : _items.Count / Stride % _pool.Size));
        _findsDuplicates |= binding.Pipeline.Duplicates is not null;
        _hasWindows |= binding.Pipeline.Windows is not null;
    }

    /// <summary>Does everything that workers do with the messages of the list.</summary>
    public void Run(ReadOnlyMemory<InboundMessage> messages)
    {
        _messages = messages;
        var rounds = _hasWindows ? _rounds : _readingOnly;
        if (_items.Count >= ForkMinimum) _pool.Run(rounds, _findsDuplicates ? Deduplicate : null, _items.Count >= BusyItems);
        else _pool.RunAlone(rounds, _findsDuplicates ? Deduplicate : null);
        Rewind();
    }

    /// <summary>Concludes the next job, if it is this message's and binding's; jobs are asked for in the order they were added.</summary>
    public bool TryConclude(in InboundMessage message, int index, RunningBinding binding)
    {
        if (_next == _items.Count) return false;
        ref readonly var item = ref WorkItems[_next];
        if (item.Index != index || item.Binding != binding) return false;
        _next++;
        ref readonly var read = ref ReadBy(item.Reader);
        var isInWindows = read.GoesOn && binding.Pipeline.Windows is not null;
        binding.ConcludeShared(message, item.Taken, read, isInWindows ? _buffers[read.Owner].Outcomes[_taken[read.Owner]++] : default);
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

    private ref SharedEvent ReadBy(int reader) => ref _buffers[reader].Events[_read[reader]++];

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
                var pipeline = item.Binding.Pipeline;
                buffer.Add(pipeline.Read(worker, item.Taken, messages[item.Index], buffer.NextEvent(pipeline.Layout)));
            }
            catch (Exception error) when (BindingFaultException.Is(error))
            {
                throw BindingFaultException.Of(item.Binding.Identity, messages[item.Index].Sequence, error);
            }
        }
    }

    // Between the rounds, in order, by whoever has read last.
    private void Deduplicate()
    {
        Rewind();
        foreach (ref readonly var item in WorkItems)
        {
            ref var read = ref ReadBy(item.Reader);
            read.Deduplicated = item.Binding.Pipeline.Deduplicate(read.Read, read.Event);
        }
    }

    private void Window(int worker)
    {
        var buffer = _buffers[worker];
        var messages = _messages.Span;
        Span<int> places = stackalloc int[_buffers.Length];
        foreach (ref readonly var item in WorkItems)
        {
            ref readonly var read = ref _buffers[item.Reader].Events[places[item.Reader]++];
            if (!read.GoesOn || item.Binding.Pipeline.Windows is not { } windows) continue;
            try
            {
                if (read.Owner == worker) buffer.Add(windows.Process(worker, read.Event, item.Taken.Number));
                else windows.Pass(worker, messages[item.Index].ReceivedAt, item.Taken.Number);
            }
            catch (Exception error) when (BindingFaultException.Is(error))
            {
                throw BindingFaultException.Of(item.Binding.Identity, messages[item.Index].Sequence, error);
            }
        }
    }
}
