using System.Collections.Concurrent;
using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>A runtime that answers what the test says, when the test says.</summary>
internal sealed class ScriptedRuntime(int concurrency = 1) : IFunctionPool
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FunctionAnswer>> _held = new();

    public int Concurrency => concurrency;

    /// <summary>What an input is answered at once; null holds it until <see cref="Answer"/>.</summary>
    public Func<string, FunctionAnswer?> Script { get; set; } = _ => FunctionAnswer.Of("null"u8.ToArray());

    /// <summary>The inputs of all attempts, in order.</summary>
    public ConcurrentQueue<string> Attempts { get; } = new();

    public bool IsDisposed { get; private set; }

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(input.Span);
        var held = _held.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        using var limit = cancellation.Register(() => held.TrySetResult(FunctionAnswer.Failed(FunctionFault.TimedOut, "stopped")));
        Attempts.Enqueue(text);
        if (Script(text) is { } answer) return answer;
        var late = await held.Task;
        _held.TryRemove(text, out _);
        return late;
    }

    /// <summary>Answers an input that is held.</summary>
    public void Answer(string input, string document) =>
        _held.GetOrAdd(input, _ => new(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult(FunctionAnswer.Of(Encoding.UTF8.GetBytes(document)));

    public void Dispose() => IsDisposed = true;
}
