using System.Net;
using System.Net.Sockets;
using EventEdge.Cli;
using EventEdge.Commands;
using EventEdge.Hosting.Process;
using EventEdge.Nodes;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>
/// What goes wrong in a user's first hour is told in the product's words: what, where, and what to do. With the real rooms behind the
/// command.
/// </summary>
public sealed class FirstHourTests : IDisposable
{
    private const string Bindings =
        "bindings:\n  - name: b\n    trigger: { mqtt: \"a/b\" }\n    function: { builtin: pass }\n    emit: { measurement: m }\n";

    private readonly TempDirectory _folder = new();
    private readonly TcpListener _taken = new(IPAddress.Loopback, 0);
    private readonly DataDirectory _held;

    public FirstHourTests()
    {
        _taken.Start();
        _held = DataDirectory.Open(_folder.File("held"));
        File.WriteAllText(_folder.File("good.yaml"), Bindings);
        File.WriteAllText(_folder.File("typo.yaml"), Bindings.Replace("emit", "emmit", StringComparison.Ordinal));
        File.WriteAllText(_folder.File("broken.yaml"), "bindings:\n  - name: x\n   trigger: {\n");
        File.WriteAllText(_folder.File("empty.yaml"), string.Empty);
        File.WriteAllText(_folder.File("file"), "no directory");
    }

    public void Dispose()
    {
        _held.Dispose();
        _taken.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(
        "up --bindings DIR/good.yaml --data DIR/new --mqtt 127.0.0.1:TAKEN",
        "the MQTT broker cannot listen at 127.0.0.1:TAKEN: the port is in use", "--mqtt")]
    [InlineData(
        "up --bindings DIR/good.yaml --data DIR/new --mqtt 127.0.0.1:0 --http 127.0.0.1:TAKEN",
        "HTTP cannot listen at 127.0.0.1:TAKEN: the port is in use", "--http")]
    [InlineData(
        "up --bindings DIR/good.yaml --data DIR/held --mqtt 127.0.0.1:0 --http 127.0.0.1:0",
        "the data directory DIR/held is in use by another node", "--data")]
    [InlineData(
        "up --bindings DIR/good.yaml --data DIR/file --mqtt 127.0.0.1:0 --http 127.0.0.1:0", "the data directory DIR/file is a file",
        "name a directory (--data)")]
    [InlineData(
        "up --bindings DIR/good.yaml --data /proc/none --mqtt 127.0.0.1:0 --http 127.0.0.1:0",
        "the data directory /proc/none cannot be made", "--data")]
    [InlineData("up --bindings DIR/none.yaml", "there is no bindings file DIR/none.yaml", "eventedge new binding NAME")]
    [InlineData("up --bindings DIR/typo.yaml", "DIR/typo.yaml:", "eventedge validate DIR/typo.yaml")]
    [InlineData("up --bindings DIR/broken.yaml", "DIR/broken.yaml:3:", "eventedge validate DIR/broken.yaml")]
    [InlineData("up --bindings DIR/empty.yaml", "DIR/empty.yaml:1:1: the file is empty", "it needs 'bindings'")]
    [InlineData("up --bindings DIR/good.yaml --data DIR/new --http 0.0.0.0:0 --mqtt 127.0.0.1:0", "0.0.0.0", "http_token_file")]
    [InlineData("up --bindings DIR/good.yaml --data DIR/new --mqtt 0.0.0.0:0 --http 127.0.0.1:0", "0.0.0.0", "password_file")]
    [InlineData("edge --rabbitmq-password-file DIR/none", "cannot read DIR/none", "--rabbitmq-password-file")]
    [InlineData("publish a/b x --mqtt 127.0.0.1:1", "no MQTT broker answers at 127.0.0.1:1", "its address is another one")]
    [InlineData("points m --data DIR/none", "there is no data directory DIR/none", "--data")]
    [InlineData(
        "points m --store influx1 --store-url http://127.0.0.1:1", "the store at http://127.0.0.1:1/ is not running", "--store-url")]
    [InlineData("points m --store sqlite --data DIR/none", "there is no data directory DIR/none", "--data")]
    [InlineData("link cut --data DIR/none", "there is no data directory DIR/none", "--data")]
    [InlineData("user list --password-file DIR/none", "there is no password file DIR/none", "eventedge user add")]
    [InlineData("validate DIR/none.yaml", "there is no file DIR/none.yaml", "DIR")]
    public async Task Every_mistake_is_one_line_that_says_what_where_and_what_to_do(string command, string what, string advice)
    {
        var (exitCode, error) = await RunAsync(Filled(command).Split(' '));
        Assert.InRange(exitCode, ExitCode.Failure, ExitCode.BadInput);
        var line = Assert.Single(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("eventedge: ", StringComparison.Ordinal));
        Assert.Contains(Filled(what), line);
        Assert.Contains(Filled(advice), line);
        Assert.DoesNotContain("Exception", error);
        Assert.DoesNotMatch(@"\n +at ", error);
    }

    private string Filled(string text) => text.Replace("DIR", _folder.Path, StringComparison.Ordinal)
        .Replace("TAKEN", $"{((IPEndPoint)_taken.LocalEndpoint).Port}", StringComparison.Ordinal);

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var shell = new Shell
        {
            Input = Stream.Null, Output = output, Error = error, Environment = new Dictionary<string, string>(),
            Time = TimeProvider.System
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var exitCode = await EventEdgeCommand.RunAsync(arguments, shell, RealNodeFactories.Open(), limit.Token);
        return (exitCode, error.ToString());
    }
}
