using System.Runtime.InteropServices;
using EventEdge.FunctionDispatcher.Dispatch;
using EventEdge.FunctionDispatcher.EventTime;

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
    private const int BusyJobs = 512;

    // Neighbours are read by one worker, for the sake of its cache.
    private const int Stride = 16;

    private readonly WorkerCrew _crew;
    private readonly Action<int>[] _rounds;
    private readonly Action<int>[] _readingOnly;
    private readonly Desk[] _desks;
    private readonly List<Job> _jobs = [];
    private readonly int[] _found;
    private readonly int[] _taken;
    private ReadOnlyMemory<InboundMessage> _messages;
    private bool _hasRepeats;
    private bool _hasWindows;
    private int _next;

    /// <summary>An empty list, and the threads that work on it.</summary>
    /// <param name="workers">Workers, the caller included; 2 or more.</param>
    public WorkList(int workers)
    {
        _crew = new WorkerCrew(workers);
        (_rounds, _readingOnly) = ([Read, Window], [Read]);
        _desks = [.. Enumerable.Range(0, workers).Select(_ => new Desk())];
        (_found, _taken) = (new int[workers], new int[workers]);
    }

    /// <summary>Whether there should be a round before more is added.</summary>
    public bool IsFull => _jobs.Count >= Limit;

    /// <summary>Puts a message on the list.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="captures">What the topic holds for its captures.</param>
    /// <param name="recorded">Its recorded time.</param>
    /// <param name="number">The number of the event.</param>
    /// <param name="index">Which message of the batch it is.</param>
    /// <param name="reader">Which worker reads it; negative where it does not matter.</param>
    public void Add(BindingRuntime binding, IReadOnlyList<string> captures, in RecordedTime recorded, long number, int index, int reader)
    {
        _jobs.Add(new(binding, captures, recorded, number, index, reader >= 0 ? reader : _jobs.Count / Stride % _crew.Size));
        _hasRepeats |= binding.HasRepeats;
        _hasWindows |= binding.Windows is not null;
    }

    /// <summary>Does everything that workers do with the messages of the list.</summary>
    public void Run(ReadOnlyMemory<InboundMessage> messages)
    {
        _messages = messages;
        var rounds = _hasWindows ? _rounds : _readingOnly;
        if (_jobs.Count >= ForkMinimum) _crew.Run(rounds, _hasRepeats ? DropRepeats : null, _jobs.Count >= BusyJobs);
        else _crew.RunAlone(rounds, _hasRepeats ? DropRepeats : null);
        Rewind();
    }

    /// <summary>Tells what became of the next job, if it is this message's and binding's; jobs are asked for in the order they were added.</summary>
    public bool TryConclude(in InboundMessage message, int index, BindingRuntime binding)
    {
        if (_next == _jobs.Count) return false;
        ref readonly var job = ref Jobs[_next];
        if (job.Index != index || job.Binding != binding) return false;
        _next++;
        ref readonly var found = ref FoundBy(job.Reader);
        var isInWindows = found.GoesOn && binding.Windows is not null;
        binding.Conclude(message, job, found, isInWindows ? _desks[found.Owner].Outcomes[_taken[found.Owner]++] : default);
        return true;
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        foreach (var desk in _desks) desk.Clear();
        _jobs.Clear();
        _messages = default;
        (_hasRepeats, _hasWindows) = (false, false);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _crew.Dispose();

    private ReadOnlySpan<Job> Jobs => CollectionsMarshal.AsSpan(_jobs);

    private ref Found FoundBy(int reader) => ref _desks[reader].Found[_found[reader]++];

    private void Rewind()
    {
        Array.Clear(_found);
        Array.Clear(_taken);
        _next = 0;
    }

    private void Read(int worker)
    {
        var desk = _desks[worker];
        var messages = _messages.Span;
        foreach (ref readonly var job in Jobs)
        {
            if (job.Reader != worker) continue;
            try
            {
                desk.Add(job.Binding.Read(worker, job, messages[job.Index], desk));
            }
            catch (Exception error) when (BindingFaultException.Is(error))
            {
                throw BindingFaultException.Of(job.Binding.Identity, messages[job.Index].Sequence, error);
            }
        }
    }

    // Between the rounds, in order, by whoever has read last.
    private void DropRepeats()
    {
        Rewind();
        foreach (ref readonly var job in Jobs)
        {
            ref var found = ref FoundBy(job.Reader);
            found.IsRepeat = job.Binding.IsRepeat(found.Reading, found.Event);
        }
    }

    private void Window(int worker)
    {
        var desk = _desks[worker];
        var messages = _messages.Span;
        Span<int> places = stackalloc int[_desks.Length];
        foreach (ref readonly var job in Jobs)
        {
            ref readonly var found = ref _desks[job.Reader].Found[places[job.Reader]++];
            if (!found.GoesOn || job.Binding.Windows is not { } windows) continue;
            try
            {
                if (found.Owner == worker) desk.Add(windows.Process(worker, found.Event, job.Number));
                else windows.Pass(worker, messages[job.Index].ReceivedAt, job.Number);
            }
            catch (Exception error) when (BindingFaultException.Is(error))
            {
                throw BindingFaultException.Of(job.Binding.Identity, messages[job.Index].Sequence, error);
            }
        }
    }
}
