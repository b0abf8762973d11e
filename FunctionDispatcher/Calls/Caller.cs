using System.Threading.Channels;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// Makes a binding's calls, as many at once as its runtime has instances, and reports their ends in the order in which they were submitted.
/// Bounded by whoever submits.
/// </summary>
internal sealed class Caller : ICaller
{
    private readonly BindingIdentity _binding;
    private readonly IFunctionPool _runtime;
    private readonly CallAttempts _attempts;
    private readonly CallCircuit _circuit = new();
    private readonly CallInbox _ended;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<(CallId Call, ReadOnlyMemory<byte> Input)> _submitted =
        Channel.CreateUnbounded<(CallId, ReadOnlyMemory<byte>)>(new() { SingleReader = true });

    private readonly Channel<Task<CallCompletion>> _begun = Channel.CreateUnbounded<Task<CallCompletion>>(new() { SingleReader = true });

    public Caller(BindingIdentity binding, IFunctionPool runtime, CallPolicy policy, CallInbox ended, TimeProvider time, ILogger logger)
    {
        _binding = binding;
        _runtime = runtime;
        _attempts = new CallAttempts(binding, runtime, policy, _circuit, time, logger);
        _ended = ended;
        _time = time;
        _logger = logger;
        _slots = new SemaphoreSlim(runtime.Concurrency);
        _ = Task.Run(() => BeginAsync(_stop.Token));
        _ = Task.Run(() => ReportAsync(_stop.Token));
    }

    public FunctionUsage? Usage => _runtime.Usage;

    public string? Trouble => _circuit.Trouble;

    public void Submit(CallId call, ReadOnlyMemory<byte> input) => _submitted.Writer.TryWrite((call, input));

    public void Dispose()
    {
        _stop.Cancel();
        _runtime.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var (call, input) in _submitted.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                await _slots.WaitAsync(cancellation).ConfigureAwait(false);
                var pause = _circuit.Pause;
                if (pause > TimeSpan.Zero) await Task.Delay(pause, _time, cancellation).ConfigureAwait(false);
                var end = EndOfAsync(call, input, cancellation);
                _begun.Writer.TryWrite(end);
                // While the circuit is open, one call at a time finds out whether the function is well again.
                if (pause > TimeSpan.Zero) await end.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The binding ends; whoever made it keeps what was under way.
        }
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var end in _begun.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) _ended.Post(
                await end.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // As above.
        }
    }

    private async Task<CallCompletion> EndOfAsync(CallId call, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        // The begin of a call may run long in the caller's thread, where the others wait for their turn.
        await Task.Yield();
        try
        {
            var answer = await _attempts.MakeAsync(input, cancellation).ConfigureAwait(false);
            var isBroken = answer.Fault is FunctionFault.Crashed or FunctionFault.TimedOut;
            if (_circuit.Report(isBroken, answer.Reason, answer.Fault == FunctionFault.TimedOut))
                CallTelemetry.CircuitMoved(_logger, _binding.Name, isBroken ? "open" : "closed");
            return new(_binding, call, answer.Document, answer.Reason is null ? null : Sentence(answer));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A defect in a runtime must not stop the binding for good.
            return new(_binding, call, default, $"{error.GetType().Name}: {error.Message}");
        }
        finally
        {
            _slots.Release();
        }
    }

    private static string Sentence(in FunctionAnswer answer) =>
        answer.Errors.Length == 0 ? answer.Reason! : $"{answer.Reason}; it wrote: {answer.Errors}";
}
