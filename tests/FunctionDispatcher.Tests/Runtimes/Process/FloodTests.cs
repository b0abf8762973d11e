using System.Text;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Process;

/// <summary>A function that takes without end gets a bounded part, is told, and leaves the node as it was.</summary>
public sealed class FloodTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CollectingLog<FloodTests> _log = new();
    private readonly List<InstancePool> _runtimes = [];

    public void Dispose()
    {
        _runtimes.ForEach(r => r.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public async Task Ten_thousand_processes_end_with_the_worker_that_started_them()
    {
        // It has no answer: how long it takes to notice them depends on what else the machine does.
        var runtime = Start("read -r call; i=0; while [ $i -lt 10000 ]; do sleep 600 & i=$((i+1)); done; sleep 600");
        var answer = await CallAsync(runtime);
        Assert.Equal(
            (FunctionFault.Crashed, "the function's process failed: it started more than 1,000 processes"), (answer.Fault, answer.Reason));
        Assert.Equal("1", await AskAsync(Start("read -r call; echo 1")));
    }

    [Fact]
    public async Task Hundreds_of_processes_are_its_own_business()
    {
        var runtime = Start("i=0; while [ $i -lt 900 ]; do sleep 600 & i=$((i+1)); done; while read -r call; do sleep 3; echo 1; done");
        Assert.Equal("1", await AskAsync(runtime));
        Assert.Single(runtime.Running);
    }

    [Fact]
    public async Task A_flood_of_errors_is_read_slowly_told_once_and_ends_with_the_call()
    {
        // Counts what it got rid of: the pipe is emptied at some two megabytes a second at most.
        var runtime = Start("read -r call; (head -c 1000000000 /dev/zero | tr '\\0' x >&2; echo all >all) & sleep 2; echo 1; read -r call");
        Assert.Equal("1", await AskAsync(runtime));
        Assert.False(File.Exists(_directory.File("all")));
        Assert.InRange(_log.Lines.Count, 1, ErrorTail.LineLimit + 5);
    }

    [Fact]
    public async Task One_that_reads_no_calls_ends_with_its_time()
    {
        using var limit = new CancellationTokenSource();
        // Warm, so that the call is written at once: whoever calls gets its thread back.
        var runtime = Start("read -r call; echo 1; sleep 600");
        Assert.Equal("1", await AskAsync(runtime));
        var call = runtime.CallAsync(new byte[1 << 20], limit.Token).AsTask();
        await limit.CancelAsync();
        Assert.Equal(FunctionFault.TimedOut, (await call.WaitAsync(Limit, TestContext.Current.CancellationToken)).Fault);
    }

    [Fact]
    public async Task When_memory_runs_out_on_the_machine_functions_go_first()
    {
        Assert.SkipUnless(File.Exists("/proc/self/oom_score_adj"), "this system has no such choice");
        Assert.Equal("500", await AskAsync(Start("read -r call; sh -c 'cat /proc/self/oom_score_adj'")));
    }

    private InstancePool Start(string script)
    {
        var runtime = ProcessWorker.Pool(new() { Command = ["sh", "-c", script] }, "b", _directory.Path, _time, _log);
        _runtimes.Add(runtime);
        return runtime;
    }

    private static Task<FunctionAnswer> CallAsync(InstancePool runtime) =>
        runtime.CallAsync("1"u8.ToArray(), TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Limit, TestContext.Current.CancellationToken);

    private static async Task<string> AskAsync(InstancePool runtime)
    {
        var answer = await CallAsync(runtime);
        Assert.Null(answer.Reason);
        return Encoding.UTF8.GetString(answer.Document.Span);
    }
}
