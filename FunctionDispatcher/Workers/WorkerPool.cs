using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace EventEdge.FunctionDispatcher.Workers;

/// <summary>
/// Threads that do pieces of work together with the caller, again and again. Between two pieces they sleep, but not at once while there
/// seems to be more: to wake a thread takes as long as a piece. One caller at a time.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // As long as it takes the caller to bring the next piece.
    private static readonly TimeSpan LingerLimit = TimeSpan.FromMicroseconds(300);

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    // So many looks at a round's end, and a wait of a millisecond with each after that: one of the others was put aside.
    private const int PatientLooks = 2000;

    private readonly Worker[] _workers;
    private Action<int>[] _rounds = [];
    private Action? _between;
    private int _arrived;
    private long _ended;
    private long _before;
    private volatile bool _isMoreExpected;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isEnding;

    /// <summary>Starts the threads.</summary>
    /// <param name="size">Workers, the caller included; 2 or more.</param>
    public WorkerPool(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        Size = size;
        _workers = [.. Enumerable.Range(1, size - 1).Select(worker => new Worker(this, worker))];
    }

    /// <summary>Workers, the caller included.</summary>
    public int Size { get; }

    /// <summary>
    /// Runs each round once for each worker, 0 being the caller; nobody begins a round before all have ended the one before. Throws what
    /// one of them threw; later rounds are left out then.
    /// </summary>
    /// <param name="rounds">The rounds.</param>
    /// <param name="between">Run by one of them after the first round, while the others wait; null for nothing.</param>
    /// <param name="isMoreExpected">Whether the next piece will come soon.</param>
    public void Run(Action<int>[] rounds, Action? between, bool isMoreExpected)
    {
        (_rounds, _between, _before, _failure) = (rounds, between, _ended, null);
        _isMoreExpected = isMoreExpected;
        foreach (var worker in _workers) worker.Go();
        Do(0);
        _failure?.Throw();
    }

    /// <summary>The same by the caller alone.</summary>
    public void RunAlone(Action<int>[] rounds, Action? between)
    {
        foreach (var round in rounds)
        {
            for (var worker = 0; worker < Size; worker++) round(worker);
            if (round == rounds[0]) between?.Invoke();
        }
    }

    /// <summary>Ends the threads; waits up to two seconds for each of those that are at work.</summary>
    public void Dispose()
    {
        _isEnding = true;
        foreach (var worker in _workers) worker.End();
    }

    // Whoever fails still meets the others at the end of the round: nobody waits for one that does not come.
    private void Do(int worker)
    {
        var (rounds, before) = (_rounds, _before);
        for (var round = 0; round < rounds.Length; round++)
        {
            if (_failure is null) Guard(rounds[round], worker);
            AwaitOthers(round, before + round);
        }
    }

    // Rounds are counted for ever, so that nobody who is slow to leave one waits for another.
    private void AwaitOthers(int round, long number)
    {
        if (Interlocked.Increment(ref _arrived) == Size)
        {
            if (round == 0 && _between is { } between && _failure is null) Guard(_ => between(), 0);
            _arrived = 0;
            Volatile.Write(ref _ended, number + 1);
            return;
        }

        var wait = new SpinWait();
        while (Volatile.Read(ref _ended) <= number) wait.SpinOnce(PatientLooks);
    }

    private void Guard(Action<int> work, int worker)
    {
        try
        {
            work(worker);
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
        }
    }

    /// <summary>One of the threads.</summary>
    private sealed class Worker
    {
        private readonly ManualResetEventSlim _go = new();
        private readonly Thread _thread;

        public Worker(WorkerPool pool, int worker)
        {
            _thread = new Thread(() => Serve(pool, worker)) { IsBackground = true, Name = $"eventedge worker {worker}" };
            _thread.Start();
        }

        public void Go() => _go.Set();

        public void End()
        {
            _go.Set();
            // One that hangs in a function ends with the process.
            if (_thread.Join(EndLimit)) _go.Dispose();
        }

        private void Linger()
        {
            var began = Stopwatch.GetTimestamp();
            var wait = new SpinWait();
            while (!_go.IsSet && Stopwatch.GetElapsedTime(began) < LingerLimit) wait.SpinOnce(-1);
        }

        // The wait ends with the next piece of work or with the crew; both come from the owner.
        private void Serve(WorkerPool pool, int worker)
        {
            while (true)
            {
                if (pool._isMoreExpected) Linger();
                _go.Wait();
                _go.Reset();
                if (pool._isEnding) return;
                pool.Do(worker);
            }
        }
    }
}
