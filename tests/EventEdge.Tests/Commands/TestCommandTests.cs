using EventEdge.Commands;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary><c>eventedge new</c> makes what <c>eventedge test</c> passes; a failure is shown and has its exit code.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("function", 3)]
    [InlineData("binding", 2)]
    public async Task What_is_new_works_as_it_is(string kind, int files)
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("new", kind, "over_heat", "--folder", _bench.Folder));
        Assert.Equal(files, Directory.GetFiles(_bench.Folder, "*", SearchOption.AllDirectories).Length);

        Assert.True(await _bench.RunAsync("test", _bench.Folder) == ExitCode.Success, _bench.Output + _bench.Error);
        Assert.EndsWith("1 passed, 0 failed\n", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_never_overwritten()
    {
        var mine = _bench.File("mine.cases.yaml", "mine");
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("new", "binding", "mine", "--folder", _bench.Folder));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(_bench.Folder));
        Assert.Contains("is there already", _bench.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Press")]
    [InlineData("../press")]
    [InlineData("1st")]
    public async Task A_name_that_is_none_is_refused(string name) =>
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("new", "function", name, "--folder", _bench.Folder));

    [Fact]
    public async Task A_difference_is_shown_ends_with_1_and_can_be_accepted()
    {
        await _bench.RunAsync("new", "binding", "press", "--folder", _bench.Folder);
        var cases = Path.Combine(_bench.Folder, "press.cases.yaml");
        var text = await File.ReadAllTextAsync(cases, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(cases, text.Replace("max=24", "max=25", StringComparison.Ordinal), TestContext.Current.CancellationToken);

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
    public async Task A_folder_without_cases_is_bad_input() => Assert.Equal(ExitCode.BadInput, await _bench.RunAsync("test", _bench.Folder));
}
