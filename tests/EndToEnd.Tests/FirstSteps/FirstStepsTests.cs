using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.FirstSteps;

/// <summary>What the README promises to somebody who has just cloned the repository.</summary>
public sealed class FirstStepsTests
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("eventedge")]
    [InlineData("test.sh")]
    [InlineData(".ci/run")]
    public void A_command_of_the_house_is_there_and_may_be_run(string script)
    {
        var mode = File.GetUnixFileMode(Path.Combine(Places.Root, script));
        Assert.True(mode.HasFlag(UnixFileMode.UserExecute), $"{script} is not executable");
    }

    [Theory]
    [InlineData("./eventedge demo")]
    [InlineData("./test.sh")]
    public void The_README_names_it(string command) =>
        Assert.Contains(command, File.ReadAllText(Path.Combine(Places.Root, "README.md")), StringComparison.Ordinal);

    [Fact]
    public async Task The_second_start_builds_nothing()
    {
        var first = await VersionAsync();
        var builtAt = File.GetLastWriteTimeUtc(Built);
        var second = await VersionAsync();
        Assert.Equal(builtAt, File.GetLastWriteTimeUtc(Built));
        Assert.Equal(first.Output.Split('\n')[^2], second.Output.Trim());
        Assert.Matches(@"^\d+\.\d+\.\d+", second.Output);
        Assert.Empty(second.Errors.Trim());
    }

    private static string Built => Path.Combine(Places.Root, "artifacts", "bin", "EventEdge", "release", "eventedge.dll");

    private static async Task<CommandResult> VersionAsync()
    {
        // From another folder and through a symbolic link, as an installed command is called.
        using var scratch = new Scratch();
        File.CreateSymbolicLink(scratch.File("eventedge"), Path.Combine(Places.Root, "eventedge"));
        await using var process = ProcessHost.Start(scratch.File("eventedge"), ["--version"], folder: scratch.Path);
        var exitCode = await process.WaitForExitAsync(BuildLimit);
        var result = new CommandResult(exitCode, process.Output, process.Errors);
        Assert.True(exitCode == 0, result.ToString());
        return result;
    }
}
