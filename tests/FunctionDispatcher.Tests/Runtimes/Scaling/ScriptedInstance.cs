using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Scaling;

/// <summary>An instance that answers at once, or where told to, when the test says.</summary>
internal sealed class ScriptedInstance : IFunctionInstance
{
    private readonly Queue<TaskCompletionSource<FunctionAnswer>> _held = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Calls wait for <see cref="Answer"/>.</summary>
    public bool Holds { get; init; }

    /// <summary>When it is ended, it takes its time, until <see cref="Leave"/>.</summary>
    public bool Lingers { get; init; }

    public bool IsRunning { get; set; } = true;

    public Task Gone => _gone.Task;

    /// <summary>Why it was retired or stopped; null while it runs.</summary>
    public string? Ended { get; private set; }

    /// <summary>Calls that are held.</summary>
    public int Calls
    {
        get
        {
            lock (_held) return _held.Count;
        }
    }

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        if (!Holds) return FunctionAnswer.Of(input);
        var call = new TaskCompletionSource<FunctionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_held) _held.Enqueue(call);
        using var limit = cancellation.Register(() => call.TrySetResult(FunctionAnswer.Failed(FunctionFault.TimedOut, "stopped")));
        return await call.Task;
    }

    /// <summary>Answers the oldest call.</summary>
    public void Answer()
    {
        lock (_held) _held.Dequeue().TrySetResult(FunctionAnswer.Of(Encoding.UTF8.GetBytes("null")));
    }

    /// <summary>It falls over by itself, and its calls with it.</summary>
    public void Crash()
    {
        End("crashed");
        lock (_held)
        {
            while (_held.TryDequeue(out var call)) call.TrySetResult(FunctionAnswer.Failed(FunctionFault.Crashed, "crashed"));
        }
    }

    /// <summary>Nothing is left of it.</summary>
    public void Leave() => _gone.TrySetResult();

    public void Stop(string reason) => End(reason);

    public void Retire(string reason) => End(reason);

    private void End(string reason)
    {
        Ended ??= reason;
        IsRunning = false;
        if (!Lingers) Leave();
    }
}
