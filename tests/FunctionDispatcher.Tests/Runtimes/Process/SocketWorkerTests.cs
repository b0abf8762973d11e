using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Process.Lines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Process;

/// <summary>Workers that are fed over a Unix socket.</summary>
public sealed class SocketWorkerTests : IDisposable
{
    private const string Echo =
        """
        import os, socket
        print("starting, and free to say so")
        line = socket.socket(socket.AF_UNIX)
        line.connect(os.environ["EVENTEDGE_SOCKET"])
        calls = line.makefile("rb")
        while head := calls.read(4):
            line.sendall(head + calls.read(int.from_bytes(head, "big")))
        open("ended", "w").write(os.environ["EVENTEDGE_SOCKET"])
        """;

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
    public async Task Calls_and_answers_of_any_length_go_over_the_socket_and_prints_do_not()
    {
        var runtime = Start(Echo);
        Assert.Equal("[\n]", await AskAsync(runtime, "[\n]"));
        Assert.Equal(new string('x', 100_000), await AskAsync(runtime, new string('x', 100_000)));
        Assert.Single(runtime.Running);
    }

    [Fact]
    public async Task The_end_of_the_calls_ends_the_worker_and_nothing_is_left_of_the_socket()
    {
        var runtime = Start(Echo);
        await AskAsync(runtime, "1");
        _time.Advance(TimeSpan.FromSeconds(62));
        Assert.Empty(runtime.Running);
        await Eventually.IsTrue(
            () => new FileInfo(_directory.File("ended")) is { Exists: true, Length: > 0 }, "the worker has seen the end");
        Assert.False(Directory.Exists(Path.GetDirectoryName(await File.ReadAllTextAsync(_directory.File("ended"), Cancelled))));
        Assert.Equal("2", await AskAsync(runtime, "2"));
    }

    [Fact]
    public async Task The_socket_is_the_user_s_own_and_gone_once_the_worker_has_connected()
    {
        const string Look =
            """
            path = os.environ["EVENTEDGE_SOCKET"]
            seen = b"%o" % (os.stat(os.path.dirname(path)).st_mode & 0o777)
            """;
        var script = Echo.Replace("print(", Look + "\nprint(", StringComparison.Ordinal).Replace(
            "line.sendall(head + calls.read(int.from_bytes(head, \"big\")))",
            "calls.read(1); answer = seen + b' %d' % os.path.exists(path); line.sendall(len(answer).to_bytes(4, 'big') + answer)",
            StringComparison.Ordinal);
        Assert.Equal("700 0", await AskAsync(Start(script), "1"));
    }

    [Fact]
    public async Task A_worker_that_connects_after_its_last_call_ends_by_itself()
    {
        const string Wait = "import time\nopen('up', 'w').write('x')\nwhile not os.path.exists('go'): time.sleep(0.005)\n";
        await File.WriteAllTextAsync(_directory.File("f.py"), Echo.Replace("print(", Wait + "print(", StringComparison.Ordinal), Cancelled);
        var command = ProcessCommand.Of(new() { Command = ["python3", "f.py"], Protocol = FrameKind.Socket }, _directory.Path);
        var worker = new ProcessWorker(command, FrameKind.Socket, "b", _time, NullLogger.Instance);
        await Eventually.IsTrue(() => File.Exists(_directory.File("up")), "it runs");

        worker.Retire("nobody needs it");
        Assert.False(worker.Gone.IsCompleted);
        await File.WriteAllTextAsync(_directory.File("go"), string.Empty, Cancelled);

        await worker.Gone.WaitAsync(Limit, Cancelled);
        Assert.True(File.Exists(_directory.File("ended")));
    }

    [Fact]
    public async Task A_worker_that_ends_before_it_connects_has_crashed()
    {
        var answer = await CallAsync(Start("raise SystemExit(3)"), "1");
        Assert.Equal((FunctionFault.Crashed, "the function's process failed: it ended with exit code 3"), (answer.Fault, answer.Reason));
    }

    [Fact]
    public async Task A_worker_that_never_connects_costs_its_call_its_time_and_no_more()
    {
        using var limit = new CancellationTokenSource();
        var runtime = Start("import time\nopen('up', 'w').write('x')\ntime.sleep(600)");
        var call = runtime.CallAsync("1"u8.ToArray(), limit.Token).AsTask();
        await Eventually.IsTrue(() => File.Exists(_directory.File("up")), "it runs");
        await limit.CancelAsync();
        Assert.Equal(FunctionFault.TimedOut, (await call.WaitAsync(Limit, Cancelled)).Fault);
    }

    private InstancePool Start(string script)
    {
        File.WriteAllText(_directory.File("f.py"), script);
        var runtime = ProcessWorker.Pool(
            new() { Command = ["python3", "f.py"], Protocol = FrameKind.Socket }, "b", _directory.Path, _time, NullLogger.Instance);
        _runtimes.Add(runtime);
        return runtime;
    }

    private static async Task<string> AskAsync(InstancePool runtime, string input)
    {
        var answer = await CallAsync(runtime, input).WaitAsync(Limit, Cancelled);
        Assert.Null(answer.Reason);
        return Encoding.UTF8.GetString(answer.Document.Span);
    }

    private static Task<FunctionAnswer> CallAsync(InstancePool runtime, string input) =>
        runtime.CallAsync(Encoding.UTF8.GetBytes(input), Cancelled).AsTask();
}
