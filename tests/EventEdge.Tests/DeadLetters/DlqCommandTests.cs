using System.IO.Compression;
using System.Text.Json;
using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Hosting.Process;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.DeadLetters;

public sealed class DlqCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_stopped_node_s_dead_letters_are_listed_shown_and_dropped()
    {
        await KeepAsync();

        Assert.Equal(ExitCode.Success, await RunAsync("list", "--binding", "press", "--output", "json"));
        Assert.Equal("decode", JsonDocument.Parse(_bench.Output).RootElement.GetProperty("stage").GetString());
        Assert.Equal(ExitCode.Success, await RunAsync("show", "1"));
        Assert.Contains("\nbroken", _bench.Output);
        Assert.Equal(ExitCode.Success, await RunAsync("drop", "1"));
        Assert.Equal(ExitCode.BadInput, await RunAsync("show", "1"));
    }

    [Fact]
    public async Task A_retry_needs_the_running_node_and_says_so()
    {
        await KeepAsync();

        Assert.Equal(ExitCode.Failure, await RunAsync("retry", "--all"));
        Assert.Contains("does not run", _bench.Error);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("retry")]
    public async Task Nothing_is_changed_without_naming_it(string verb)
    {
        await KeepAsync();

        Assert.Equal(ExitCode.BadInput, await RunAsync(verb));
        Assert.Contains("--all", _bench.Error);
    }

    [Fact]
    public async Task A_running_node_that_has_not_said_where_it_answers_is_not_touched()
    {
        await KeepAsync();
        using var running = DataDirectory.Open(_bench.Folder);

        Assert.Equal(ExitCode.Failure, await RunAsync("drop", "--all"));
        Assert.Contains("--http", _bench.Error);
    }

    [Theory]
    [InlineData("dlq", "list")]
    [InlineData("ledger")]
    public async Task A_directory_without_a_node_is_refused_in_one_line(params string[] command)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync([.. command, "--data", _bench.Folder]));
        Assert.Single(_bench.Error.TrimEnd().Split('\n'));
    }

    private Task<int> RunAsync(params string[] arguments) => _bench.RunAsync(["dlq", .. arguments, "--data", _bench.Folder]);

    // A stopped node with one dead letter.
    private Task KeepAsync() => ZipFile.ExtractToDirectoryAsync(Repository.File("tests/data/fixtures/v1/edge.zip"), _bench.Folder);
}
