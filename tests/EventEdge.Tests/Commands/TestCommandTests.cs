using EventEdge.Cli;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary><c>eventedge test</c>: a failure is shown and has its exit code.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_difference_is_shown_ends_with_1_and_can_be_accepted()
    {
        await _bench.RunAsync("new", "binding", "press", "--folder", _bench.Folder);
        var cases = Path.Combine(_bench.Folder, "press.cases.yaml");
        var text = await File.ReadAllTextAsync(cases, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            cases, text.Replace("max=24", "max=25", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failure, await _bench.RunAsync("test", cases));
        Assert.Contains("FAILED", _bench.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^       - press,.*max=25.*\n       \\+ press,.*max=24", _bench.Output);

        Assert.Equal(ExitCode.Success, await _bench.RunAsync("test", cases, "--update"));
        Assert.Equal(text, await File.ReadAllTextAsync(cases, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_with_problems_ends_with_2_and_shows_them()
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("test", _bench.File("bad.cases.yaml", "cases: 5")));
        Assert.Contains("bad.cases.yaml:1:", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_cases_is_bad_input() =>
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("test", _bench.Folder));
}
