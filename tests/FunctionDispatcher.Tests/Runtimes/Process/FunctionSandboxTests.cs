using System.Text;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Process;

/// <summary>What workers can and cannot reach, as root too.</summary>
public sealed class FunctionSandboxTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<InstancePool> _runtimes = [];

    public FunctionSandboxTests()
    {
        Assert.SkipUnless(FunctionSandbox.IsSupported, "this kernel has no Landlock");
        Directory.CreateDirectory(_directory.File("data/journal"));
        Directory.CreateDirectory(_directory.File("functions"));
        File.WriteAllText(_directory.File("data/journal/0"), "a reading\n");
        File.WriteAllText(_directory.File("users"), "a password\n");
        File.WriteAllText(_directory.File("functions/script"), "a script\n");
        File.CreateSymbolicLink(_directory.File("functions/link"), _directory.File("data"));
        File.CreateSymbolicLink(_directory.File("around"), _directory.Path);
    }

    public void Dispose()
    {
        _runtimes.ForEach(r => r.Dispose());
        _directory.Dispose();
    }

    [Theory]
    [InlineData("data/journal/0")]
    [InlineData("functions/link/journal/0")]
    [InlineData("around/around/users")]
    [InlineData("users")]
    public async Task The_node_s_files_cannot_be_read(string file) => Assert.Equal("refused", await TryAsync($"cat {file}"));

    [Fact]
    public async Task Neither_by_what_a_worker_starts() => Assert.Equal("refused", await TryAsync("sh -c '(setsid cat users)'"));

    [Fact]
    public async Task Nor_once_they_are_replaced()
    {
        var runtime = Start("while read -r call; do cat users 2>/dev/null || echo refused; done");
        Assert.Equal("refused", await AskAsync(runtime));
        await File.WriteAllTextAsync(_directory.File("users.new"), "another password\n", TestContext.Current.CancellationToken);
        File.Move(_directory.File("users.new"), _directory.File("users"), overwrite: true);

        Assert.Equal("refused", await AskAsync(runtime));
    }

    [Theory]
    [InlineData("environ")]
    [InlineData("mem")]
    public async Task The_node_s_environment_and_memory_cannot_be_read(string file) =>
        Assert.Equal("refused", await TryAsync($"grep -c . /proc/{Environment.ProcessId}/{file}"));

    [Fact]
    public async Task The_node_cannot_be_ended()
    {
        Assert.SkipUnless(Landlock.Version >= 6, "this kernel's Landlock does not know signals");
        Assert.Equal("refused", await TryAsync($"kill -CONT {Environment.ProcessId}"));
    }

    [Fact]
    public async Task Everything_else_is_as_before()
    {
        Assert.Equal("a script", await TryAsync("cat functions/script"));
        Assert.Equal("written", await TryAsync("echo written >note && echo written"));
        Assert.Equal("written\n", await File.ReadAllTextAsync(_directory.File("note"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_the_data_lies_apart_it_cannot_be_written_either()
    {
        using var elsewhere = new TempDirectory();
        var shared = Directory.CreateDirectory(Path.Combine("/var/tmp", Path.GetRandomFileName()));
        try
        {
            var data = Directory.CreateDirectory(Path.Combine(shared.FullName, "data")).FullName;
            Assert.Equal("refused", await TryAsync($"echo x >{data}/users", [data]));
            Assert.Equal("ok", await TryAsync("echo x >note && cat note >/dev/null && mv note other && echo ok", [data]));
        }
        finally
        {
            shared.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_comes_into_the_folder_beside_hidden_files_can_be_read_within_seconds()
    {
        var runtime = Start("while read -r call; do cat model 2>/dev/null || echo refused; done");
        Assert.Equal("refused", await AskAsync(runtime));
        var first = Assert.Single(runtime.Running);
        await File.WriteAllTextAsync(_directory.File("model"), "a model\n", TestContext.Current.CancellationToken);
        Assert.Equal("refused", await AskAsync(runtime));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("a model", await AskAsync(runtime));
        Assert.NotSame(first, Assert.Single(runtime.Running));
        _time.Advance(TimeSpan.FromSeconds(4));
        var second = Assert.Single(runtime.Running);
        Assert.Equal("a model", await AskAsync(runtime));
        Assert.Same(second, Assert.Single(runtime.Running));
    }

    [Fact]
    public async Task A_worker_that_makes_files_there_itself_is_not_replaced_all_the_time()
    {
        var runtime = Start("echo started >>starts; while read -r call; do echo x >note.new; mv note.new note; echo done; done");
        for (var second = 0; second < 600; second += 2)
        {
            await AskAsync(runtime);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.InRange((await File.ReadAllLinesAsync(_directory.File("starts"), TestContext.Current.CancellationToken)).Length, 2, 17);
    }

    // As Kubernetes does it: a new folder, then a link to it, then the old folder goes.
    [Theory]
    [InlineData("volume", "..data", "..1", "..2")]
    [InlineData("volume", "current", "releases/1", "releases/2")]
    public async Task Secrets_behind_links_that_turn_stay_hidden_and_the_files_beside_them_readable(
        string volume, string link, string before, string after)
    {
        Release(volume, before);
        File.CreateSymbolicLink(_directory.File($"{volume}/{link}"), before);
        foreach (var name in (string[])["token", "limits"]) File.CreateSymbolicLink(_directory.File($"{volume}/{name}"), $"{link}/{name}");
        const string Look = "while read -r call; do cat VOLUME/token VOLUME/LINK/token VOLUME/*/token VOLUME/..*/token VOLUME/*/*/token "
            + "2>/dev/null; cat VOLUME/limits 2>/dev/null || echo refused; done";
        string[] hidden = [_directory.File($"{volume}/token")];
        var looks = Look.Replace("VOLUME", volume, StringComparison.Ordinal).Replace("LINK", link, StringComparison.Ordinal);
        var early = Start(looks, hidden);
        Assert.Equal(before, await AskAsync(early));

        Release(volume, after);
        var between = Start(looks, hidden);
        Assert.Equal(before, await AskAsync(between));
        File.CreateSymbolicLink(_directory.File($"{volume}/new"), after);
        await TurnAsync(_directory.File($"{volume}/new"), _directory.File($"{volume}/{link}"));
        Directory.Delete(_directory.File($"{volume}/{before}"), recursive: true);

        Assert.Equal(after, await AskAsync(Start(looks, hidden)));
        Assert.NotEqual("a password", await AskAsync(between));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(after, await AskAsync(early));
        Assert.Equal(after, await AskAsync(between));
    }

    [Fact]
    public async Task The_thread_that_starts_a_worker_confines_no_other()
    {
        await TryAsync("echo ok");
        var reads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => File.ReadAllText(_directory.File("users")))));
        Assert.All(reads, text => Assert.Equal("a password\n", text));
    }

    private void Release(string volume, string name)
    {
        var folder = Directory.CreateDirectory(_directory.File($"{volume}/{name}")).FullName;
        File.WriteAllText(Path.Combine(folder, "token"), "a password\n");
        File.WriteAllText(Path.Combine(folder, "limits"), $"{name}\n");
    }

    // The framework moves no link to a folder onto another.
    private static async Task TurnAsync(string next, string link)
    {
        using var move = System.Diagnostics.Process.Start("mv", ["-T", next, link]);
        await move.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, move.ExitCode);
    }

    private Task<string> TryAsync(string command, IReadOnlyList<string>? hidden = null) =>
        AskAsync(Start($"read -r call; {{ {command}; }} 2>/dev/null || echo refused", hidden));

    private InstancePool Start(string script, IReadOnlyList<string>? hidden = null)
    {
        var runtime = ProcessWorker.Pool(
            new() { Command = ["sh", "-c", script] }, "b", _directory.Path, _time, NullLogger.Instance,
            hidden: hidden ?? [_directory.File("data"), _directory.File("users")]);
        _runtimes.Add(runtime);
        return runtime;
    }

    private static async Task<string> AskAsync(InstancePool runtime)
    {
        var answer = await runtime.CallAsync("1"u8.ToArray(), TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Null(answer.Reason);
        return Encoding.UTF8.GetString(answer.Document.Span);
    }
}
