using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Process.Lines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Process;

/// <summary>Real processes, well and badly behaved. The functions are lines of shell, which is everywhere.</summary>
public sealed class ProcessRuntimeTests : IDisposable
{
    private const string Echo = "while read -r call; do echo \"$call\"; done";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<InstancePool> _runtimes = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _runtimes.ForEach(r => r.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public async Task A_worker_answers_one_call_after_the_other_and_stays()
    {
        var runtime = Shell(Echo);
        Assert.Equal(["1", "2", "3"], [await AskAsync(runtime, "1"), await AskAsync(runtime, "2"), await AskAsync(runtime, "3")]);
        Assert.Single(Ids(runtime));
    }

    [Fact]
    public async Task Lengths_tell_answers_apart_that_hold_line_breaks()
    {
        // Copies what it reads: four bytes of length and the document, back again.
        var runtime = Start(new() { Command = ["cat"], Protocol = FrameKind.Length });
        Assert.Equal("[\n]", await AskAsync(runtime, "[\n]"));
        Assert.Equal(new string('x', 100_000), await AskAsync(runtime, new string('x', 100_000)));
    }

    [Fact]
    public async Task Calls_at_once_run_in_workers_of_their_own()
    {
        var runtime = Start(new() { Command = ["sh", "-c", Echo], Scale = new() { Max = 3 } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => AskAsync(runtime, $"{i}")));
        Assert.Equal(["0", "1", "2"], answers);
        Assert.InRange(Ids(runtime).Count, 1, 3);
    }

    [Fact]
    public async Task A_crash_ends_the_call_with_its_exit_code_and_what_it_wrote_and_the_next_call_has_a_new_worker()
    {
        var runtime = Shell("read -r call; [ \"$call\" = bad ] && { echo 'cannot go on' >&2; exit 3; }; echo 0");
        var answer = await CallAsync(runtime, "bad");
        Assert.Equal(
            (FunctionFault.Crashed, "the function's process failed: it ended with exit code 3", "cannot go on"),
            (answer.Fault, answer.Reason, answer.Errors));
        Assert.Equal("0", await AskAsync(runtime, "good"));
    }

    [Fact]
    public async Task A_call_beyond_its_time_ends_the_worker_and_everything_it_started()
    {
        var runtime = Shell("sleep 600 & echo $! >child; read -r call; sleep 600");
        using var limit = new CancellationTokenSource();
        var call = runtime.CallAsync("1"u8.ToArray(), limit.Token).AsTask();
        await Eventually.IsTrue(() => new FileInfo(_directory.File("child")) is { Exists: true, Length: > 0 }, "the worker has a child");
        var child = int.Parse(await File.ReadAllTextAsync(_directory.File("child"), Cancelled));

        await limit.CancelAsync();

        Assert.Equal(FunctionFault.TimedOut, (await call.WaitAsync(Limit, Cancelled)).Fault);
        await Eventually.IsTrue(() => !IsAlive(child), "the child has ended");
    }

    [Fact]
    public async Task A_child_that_escapes_with_the_output_cannot_hold_up_the_call_beyond_its_time()
    {
        var runtime = Shell("setsid sleep 600 & echo $! >child; read -r call; exit 1");
        using var limit = new CancellationTokenSource();
        var call = runtime.CallAsync("1"u8.ToArray(), limit.Token).AsTask();
        await Eventually.IsTrue(() => new FileInfo(_directory.File("child")) is { Exists: true, Length: > 0 }, "the child has escaped");
        var child = int.Parse(await File.ReadAllTextAsync(_directory.File("child"), Cancelled));

        await limit.CancelAsync();

        var answer = await call.WaitAsync(Limit, Cancelled);
        Assert.Equal(FunctionFault.TimedOut, answer.Fault);
        await Eventually.IsTrue(() => !IsAlive(child), "the child has ended");
    }

    [Fact]
    public async Task A_flood_on_the_standard_output_ends_the_worker_within_bounds()
    {
        var answer = await CallAsync(Shell("read -r call; tr '\\0' x </dev/zero"), "1");
        Assert.Equal(
            (FunctionFault.Crashed, "the function's process failed: its answer is longer than 1,048,576 bytes"),
            (answer.Fault, answer.Reason));
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_ends_the_worker_before_it_is_taken_for_another()
    {
        var runtime = Shell("read -r call; echo 1; echo 2; read -r call; echo 3");
        Assert.Equal("1", await AskAsync(runtime, "a"));
        await Eventually.IsTrue(() => Ids(runtime).Count == 0, "the worker has ended");
    }

    [Fact]
    public async Task The_environment_holds_what_was_declared_and_no_secret_of_the_node()
    {
        Environment.SetEnvironmentVariable("EVENTEDGE_TEST_SECRET", "hunter2");
        var runtime = Start(new()
        {
            Command = ["sh", "-c", "read -r call; env | tr '\\n' ' '; echo"],
            Env = new Dictionary<string, object?> { ["PLANT"] = "north", ["LIMIT"] = 90.5 },
        });
        var environment = await AskAsync(runtime, "1");
        Assert.Contains("PLANT=north", environment);
        Assert.Contains("LIMIT=90.5", environment);
        Assert.DoesNotContain("hunter2", environment);
    }

    [Fact]
    public async Task Memory_beyond_the_limit_is_refused_by_the_kernel()
    {
        // The substitution holds as many bytes as it is told.
        const string Hungry = "read -r size; big=$(head -c \"$size\" /dev/zero | tr '\\0' x); echo ${#big}";
        var small = Start(new() { Command = ["sh", "-c", Hungry], Memory = 32 << 20 });
        var large = Start(new() { Command = ["sh", "-c", Hungry], Memory = 512 << 20 });
        Assert.Equal("60000000", await AskAsync(large, "60000000"));
        Assert.Equal(FunctionFault.Crashed, (await CallAsync(small, "60000000")).Fault);
    }

    [Theory]
    [InlineData("there-is-no-such-program")]
    [InlineData("./not-executable")]
    public async Task A_command_that_cannot_be_started_is_not_the_event_s_fault(string command)
    {
        await File.WriteAllTextAsync(_directory.File("not-executable"), "x", Cancelled);
        Assert.Equal(FunctionFault.Unavailable, (await CallAsync(Start(new() { Command = [command] }), "1")).Fault);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_the_event_s_fault() => Assert.Equal(
        FunctionFault.Unavailable, (await CallAsync(Start(new() { Command = ["cat"], WorkingDirectory = "missing" }), "1")).Fault);

    [Fact]
    public async Task A_worker_without_work_is_stopped_and_the_next_call_wakes_another()
    {
        var runtime = Start(new() { Command = ["sh", "-c", Echo], Scale = new() { Idle = TimeSpan.FromSeconds(60) } });
        await AskAsync(runtime, "1");
        _time.Advance(TimeSpan.FromSeconds(59));
        var rested = Assert.Single(Ids(runtime));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(Ids(runtime));
        await Eventually.IsTrue(() => !IsAlive(rested), "the worker has ended");
        Assert.Equal("2", await AskAsync(runtime, "2"));
    }

    [Fact]
    public async Task A_worker_that_does_not_end_with_its_input_is_stopped_after_a_grace()
    {
        var runtime = Start(
            new() { Command = ["sh", "-c", "read -r call; echo 1; sleep 600"], Scale = new() { Idle = TimeSpan.FromSeconds(1) } });
        await AskAsync(runtime, "1");
        var rested = Assert.Single(Ids(runtime));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(Ids(runtime));
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrue(() => !IsAlive(rested), "the worker has ended");
    }

    [Fact]
    public async Task Workers_that_are_kept_warm_start_by_themselves_and_again_when_one_ends()
    {
        var runtime = Start(new() { Command = ["sh", "-c", Echo], Scale = new() { Min = 2, Max = 2, Idle = TimeSpan.FromSeconds(1) } });
        await Eventually.IsTrue(() => Ids(runtime).Count(id => id != 0) == 2, "two are warm");

        System.Diagnostics.Process.GetProcessById(Ids(runtime)[0]).Kill();

        await Eventually.IsTrue(() => Ids(runtime).Count == 1, "one has ended");
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrue(() => Ids(runtime).Count(id => id != 0) == 2, "two are warm again");
    }

    [Fact]
    public async Task The_end_of_a_binding_ends_its_workers()
    {
        var runtime = Shell("read -r call; echo 1; trap '' TERM; sleep 600");
        await AskAsync(runtime, "1");
        var worker = Ids(runtime).Single();
        runtime.Dispose();
        await Eventually.IsTrue(() => !IsAlive(worker), "the worker has ended");
        Assert.Equal(FunctionFault.Unavailable, (await CallAsync(runtime, "1")).Fault);
    }

    private static IReadOnlyList<int> Ids(InstancePool runtime) => [.. runtime.Running.Cast<ProcessWorker>().Select(w => w.ProcessId)];

    private InstancePool Shell(string script) => Start(new() { Command = ["sh", "-c", script] });

    private InstancePool Start(ProcessConfig config)
    {
        var runtime = ProcessWorker.Pool(config, "b", _directory.Path, _time, NullLogger.Instance);
        _runtimes.Add(runtime);
        return runtime;
    }

    private static async Task<string> AskAsync(InstancePool runtime, string input)
    {
        var answer = await CallAsync(runtime, input).AsTask().WaitAsync(Limit, Cancelled);
        Assert.Null(answer.Reason);
        return Encoding.UTF8.GetString(answer.Document.Span);
    }

    private static ValueTask<FunctionAnswer> CallAsync(InstancePool runtime, string input) =>
        runtime.CallAsync(Encoding.UTF8.GetBytes(input), Cancelled);

    // A zombie that nobody has reaped yet is as dead as any, and one may be reaped between two looks.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
