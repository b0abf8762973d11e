using EventEdge.Cli;

namespace EventEdge.EventEdge.Tests.Commands;

public sealed class EventEdgeCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Help_names_every_verb()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("--help"));
        Assert.All(
            (string[])["demo", "up", "edge", "cloud", "validate", "publish", "points", "replay"], verb =>
                Assert.Contains($"  {verb} ", _bench.Output));
    }

    [Theory]
    [InlineData("up", "--mqtt <HOST:PORT>", "127.0.0.1:1883")]
    [InlineData("cloud", "--store-token-file <FILE>", "token")]
    [InlineData("replay", "--shuffle-within <DURATION>", "30m")]
    [InlineData("demo", "--cut-link <FROM..TO>", "5s..12s")]
    public async Task Help_of_a_verb_gives_units_examples_and_defaults(string verb, string flag, string text)
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync(verb, "--help"));
        Assert.Contains(flag, _bench.Output);
        Assert.Contains(text, _bench.Output);
        Assert.Contains("Default:", _bench.Output);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+", _bench.Output);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("up", "--mqqt", "127.0.0.1:1883")]
    [InlineData("publish")]
    [InlineData("publish", "a/b", "x", "--qos", "three")]
    [InlineData("publish", "a/b", "x", "--qos", "3")]
    [InlineData("publish", "a/b", "x", "--count", "0")]
    [InlineData("publish", "a/b", "x", "--mqtt", "nowhere")]
    [InlineData("publish", "a/b", "x", "--output", "xml")]
    [InlineData("up", "--node", "a/b")]
    [InlineData("up", "--http", "127.0.0.1:99999")]
    [InlineData("edge", "--rabbitmq", "http://127.0.0.1")]
    [InlineData("edge", "--rabbitmq", "amqp://user:secret@127.0.0.1")]
    [InlineData("edge", "--rabbitmq-password-file", "/does/not/exist")]
    [InlineData("cloud", "--store", "mongodb")]
    [InlineData("cloud", "--store", "influx1")]
    [InlineData("demo", "--for", "20")]
    [InlineData("demo", "--for", "20s", "--cut-link", "12s..5s")]
    [InlineData("demo", "--report", "r.json")]
    [InlineData("validate", "does-not-exist.yaml")]
    [InlineData("points", "m", "--data", "does-not-exist")]
    [InlineData("replay", "does-not-exist.csv")]
    public async Task What_cannot_be_used_is_said_in_one_line_and_ends_with_2(params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunAsync(arguments));
        Assert.StartsWith("eventedge: ", _bench.Error);
        Assert.Single(_bench.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("secret", _bench.Error);
        Assert.Null(_bench.Edge);
        Assert.Empty(_bench.Sender.Sent);
    }

    [Fact]
    public async Task A_node_runs_until_it_is_interrupted_and_is_stopped_in_order()
    {
        using var interrupted = new CancellationTokenSource();
        var run = _bench.RunUntilAsync(interrupted.Token, "up");
        Assert.False(run.IsCompleted);
        Assert.Contains("http://127.0.0.1:8080", _bench.Output);
        await interrupted.CancelAsync();
        Assert.Equal(ExitCode.Interrupted, await run.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.True(_bench.Node.Disposed);
    }
}
