using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Wasmtime;

namespace EventEdge.FunctionDispatcher.Runtimes.Wasm;

/// <summary>Why a call of a module failed.</summary>
internal static class WasmFailure
{
    public static FunctionAnswer Of(Exception error, WasmConfig config, string errors, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return FunctionAnswer.Failed(FunctionFault.TimedOut, "it was stopped because it did not answer in time", errors);
        var reason = error switch
        {
            TrapException { Type: TrapCode.OutOfFuel } => $"it used up its fuel of {config.Fuel} million instructions",
            TrapException trap => $"it trapped: {trap.Type}",
            WasmtimeException { ExitCode: { } code } => $"it ended with exit code {code}",
            ArgumentException => "what it gave does not lie in its memory",
            _ => FirstLine(error.Message),
        };
        return FunctionAnswer.Failed(FunctionFault.Crashed, $"the function's module failed: {reason}", errors);
    }

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
