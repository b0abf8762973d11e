using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Process;

/// <summary>Everything that a worker starts ends with it, however far it went.</summary>
public sealed class DescendantTests : IDisposable
{
    // A process that forked twice, leads a session of its own and let go of every pipe.
    private const string Daemon =
        "(setsid sh -c 'echo $$ >daemon.new; mv daemon.new daemon; exec sleep 600' </dev/null >/dev/null 2>&1 &); until [ -f daemon ]; "
            + "do sleep 0.05; done";

    // The same without anything that it began with in its environment, in a session and a group of its own.
    private const string BareDaemon =
        "env -i /usr/bin/env PATH=/usr/bin:/bin setsid -f sh -c '(sh -c \"echo \\$\\$ >daemon.new; mv daemon.new daemon; "
            + "exec sleep 600\" &)' </dev/null >/dev/null 2>&1; until [ -f daemon ]; do sleep 0.05; done";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<InstancePool> _runtimes = [];

    public void Dispose()
    {
        _runtimes.ForEach(r => r.Dispose());
        _directory.Dispose();
    }

    [Theory]
    [InlineData(Daemon)]
    [InlineData(BareDaemon)]
    public async Task A_daemon_ends_with_a_call_beyond_its_time(string start)
    {
        using var limit = new CancellationTokenSource();
        var call = Start($"{start}; read -r call; sleep 600").CallAsync("1"u8.ToArray(), limit.Token).AsTask();
        var daemon = await DaemonAsync();
        if (start == BareDaemon) Assert.DoesNotContain(
            Descendants.Variable, await File.ReadAllTextAsync($"/proc/{daemon}/environ", TestContext.Current.CancellationToken));

        await limit.CancelAsync();

        await call.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await Eventually.IsTrue(() => !IsAlive(daemon), "the daemon has ended");
    }

    [Theory]
    [InlineData(Daemon)]
    [InlineData(BareDaemon)]
    public async Task A_daemon_ends_with_a_worker_that_ends_by_itself(string start)
    {
        var answer = await CallAsync(Start($"{start}; read -r call; echo 1"));

        Assert.Equal("1", Encoding.UTF8.GetString(answer.Document.Span));
        var daemon = await DaemonAsync();
        await Eventually.IsTrue(() => !IsAlive(daemon), "the daemon has ended");
    }

    [Theory]
    [InlineData(Daemon)]
    [InlineData(BareDaemon)]
    public async Task A_daemon_ends_with_its_binding(string start)
    {
        var runtime = Start($"{start}; while read -r call; do echo 1; done");
        await CallAsync(runtime);
        var daemon = await DaemonAsync();
        Assert.True(IsAlive(daemon));

        runtime.Dispose();

        await Eventually.IsTrue(() => !IsAlive(daemon), "the daemon has ended");
    }

    [Theory]
    [InlineData(Daemon)]
    [InlineData(BareDaemon)]
    public async Task One_worker_s_end_leaves_the_others_alone(string start)
    {
        var kept = Start($"{start}; while read -r call; do echo 1; done");
        await CallAsync(kept);
        var daemon = await DaemonAsync();

        await CallAsync(Start("read -r call; echo 1"));

        Assert.True(IsAlive(daemon));
        Assert.Single(kept.Running);
    }

    private InstancePool Start(string script)
    {
        var runtime = ProcessWorker.Pool(new() { Command = ["sh", "-c", script] }, "b", _directory.Path, _time, NullLogger.Instance);
        _runtimes.Add(runtime);
        return runtime;
    }

    private static Task<FunctionAnswer> CallAsync(InstancePool runtime) =>
        runtime.CallAsync("1"u8.ToArray(), TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Limit, TestContext.Current.CancellationToken);

    private async Task<int> DaemonAsync()
    {
        await Eventually.IsTrue(() => File.Exists(_directory.File("daemon")), "the daemon has started");
        return int.Parse(await File.ReadAllTextAsync(_directory.File("daemon"), TestContext.Current.CancellationToken));
    }

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
