using System.Diagnostics;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Builtin;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionCost;

/// <summary>
/// A worker process that repeats what it reads, from the submission of a call to its end at the inbox, beside the same line through a
/// bare pipe.
/// </summary>
internal static class ProcessCost
{
    private const int Calls = 3000;
    private static readonly byte[] Line = "[{\"fields\":{\"temperature\":92.5}}]\n"u8.ToArray();

    public static async Task<CostLine> MeasureAsync()
    {
        using var runtime = ProcessWorker.Pool(new() { Command = ["cat"] }, "b", ".", TimeProvider.System, NullLogger.Instance);
        var inbox = new CallInbox();
        using var caller = new Caller(
            new("b", "v"), runtime, CallPolicy.Of(new BuiltinFunctionConfig { Builtin = "pass" }), inbox, TimeProvider.System,
            NullLogger.Instance);
        var number = 0;
        var call = await CostLine.TimeAsync(Calls, async () =>
        {
            caller.Submit(new(1, number++), Line.AsMemory(0, Line.Length - 1));
            await inbox.WaitAsync(CancellationToken.None);
            inbox.TryTake(out _);
        });
        return new("process", call, await BareAsync(), "a round trip through a bare pipe");
    }

    private static async Task<double> BareAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var (input, output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        var answer = new byte[Line.Length];
        var time = await CostLine.TimeAsync(Calls, () =>
        {
            input.Write(Line);
            input.Flush();
            output.ReadExactly(answer);
            return ValueTask.CompletedTask;
        });
        input.Close();
        await process.WaitForExitAsync();
        return time;
    }
}
