using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>
/// One instance of a module in the pool. Made by its first call, or ahead of it; thrown away after a call that failed. A call runs on the
/// caller's thread, and cannot be stopped but by its own limit: an instance stopped meanwhile is given back when the call returns.
/// </summary>
internal sealed class WasmWorker(
    Wasmtime.Engine engine, Func<CancellationToken, IWasmInstance> instantiate, WasmConfig config, TimeProvider time,
    Action ended) : IFunctionInstance
{
    /// <summary>Longest an instance takes to get ready ahead of its first call.</summary>
    public static readonly TimeSpan WarmLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private readonly Lock _ending = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IWasmInstance? _instance;
    private bool _isBusy;
    private bool _hasEnded;

    public bool IsRunning
    {
        get
        {
            lock (_ending) return !_hasEnded;
        }
    }

    public Task Gone => _gone.Task;

    public ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        lock (_turn)
            return new(Work(() => Call(input.Span, cancellation)) ?? FunctionAnswer.Failed(FunctionFault.Unavailable, "the binding ends"));
    }

    public void Warm() => _ = Task.Run(() =>
    {
        using var timer = new CancellationTokenSource(WarmLimit, time);
        lock (_turn) Work(() => Ready(timer.Token) ?? FunctionAnswer.Of(default));
    });

    public void Stop(string reason)
    {
        lock (_ending)
        {
            if (_hasEnded) return;
            _hasEnded = true;
            if (!_isBusy) Free();
        }
    }

    public void Retire(string reason) => Stop(reason);

    private FunctionAnswer? Work(Func<FunctionAnswer> work)
    {
        lock (_ending)
        {
            if (_hasEnded) return null;
            _isBusy = true;
        }

        var isGood = false;
        try
        {
            var answer = work();
            isGood = answer.Fault == FunctionFault.None;
            return answer;
        }
        finally
        {
            Settle(isGood);
        }
    }

    private void Settle(bool isGood)
    {
        lock (_ending)
        {
            _isBusy = false;
            if (_hasEnded || !isGood) Free();
            _hasEnded |= !isGood;
        }
    }

    private FunctionAnswer Call(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        if (Ready(cancellation) is { } unusable) return unusable;
        try
        {
            using var limit = Limit(cancellation);
            return _instance!.Call(input, cancellation);
        }
        catch (Exception error) when (IsTheModule(error))
        {
            return WasmFailure.Of(error, config, _instance!.Errors, cancellation);
        }
    }

    private FunctionAnswer? Ready(CancellationToken cancellation)
    {
        try
        {
            using var limit = Limit(cancellation);
            _instance ??= instantiate(cancellation);
            return null;
        }
        catch (Exception error) when (IsTheModule(error))
        {
            return WasmFailure.Of(error, config, string.Empty, cancellation);
        }
    }

    // The epoch is what a running call looks at; each finds out for itself whether it was meant.
    private CancellationTokenRegistration Limit(CancellationToken cancellation) => cancellation.Register(engine.IncrementEpoch);

    private static bool IsTheModule(Exception error) =>
        error is WasmtimeException or OperationCanceledException or ArgumentException or InvalidOperationException or IOException;

    private void Free()
    {
        _instance?.Dispose();
        _instance = null;
        ended();
        _gone.TrySetResult();
    }
}
