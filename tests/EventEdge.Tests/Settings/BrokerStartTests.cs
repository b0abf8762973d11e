using System.Diagnostics;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Settings;

/// <summary>The script that starts RabbitMQ in compose, with stand-ins for the broker and its tool.</summary>
public sealed class BrokerStartTests : IDisposable
{
    // Says whether the broker had made its cookie; fails in the first round after the user was added.
    private const string Tool =
        """
        #!/bin/sh
        shift
        [ -s "$RABBITMQ_DATA_DIR/.erlang.cookie" ] || echo early >>"$RABBITMQ_DATA_DIR/said"
        case $1 in
          add_user | change_password) echo "$1 $2 $(cat)" >>"$RABBITMQ_DATA_DIR/said" ;;
          *) echo "$1" >>"$RABBITMQ_DATA_DIR/said" ;;
        esac
        [ $1 != add_user ] || [ ! -e "$RABBITMQ_DATA_DIR/user" ] || exit 70
        [ $1 != add_user ] || : >"$RABBITMQ_DATA_DIR/user"
        [ $1 != set_permissions ] || [ -e "$RABBITMQ_DATA_DIR/second" ] || { : >"$RABBITMQ_DATA_DIR/second"; exit 69; }
        """;

    // Comes late, as on a busy machine.
    private const string Broker = "#!/bin/sh\nsleep 3\necho cookie >\"$RABBITMQ_DATA_DIR/.erlang.cookie\"\nexec sleep 60\n";

    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_tool_comes_after_the_broker_and_again_until_the_edge_has_its_user()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a script of a shell");
        Program("rabbitmqctl", Tool);
        Program("docker-entrypoint.sh", Broker);
        await File.WriteAllTextAsync(_files.File("password"), "s3cret", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("sh", Repository.File("broker-config/rabbitmq/start"));
        start.Environment["PATH"] = $"{_files.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["RABBITMQ_DATA_DIR"] = _files.Path;
        start.Environment["EVENTEDGE_EDGE_PASSWORD_FILE"] = _files.File("password");
        using var script = Process.Start(start)!;
        try
        {
            await Eventually.IsTrue(() => Said().LastOrDefault() == "set_topic_permissions", "the edge has its user");
            Assert.Equal(
                ["await_startup", "add_user edge-1 s3cret", "set_permissions", "await_startup", "add_user edge-1 s3cret",
                    "change_password edge-1 s3cret", "set_permissions", "set_topic_permissions"],
                Said());
        }
        finally
        {
            script.Kill(entireProcessTree: true);
        }
    }

    private string[] Said() => File.Exists(_files.File("said")) ? File.ReadAllLines(_files.File("said")) : [];

    private void Program(string name, string text)
    {
        File.WriteAllText(_files.File(name), text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_files.File(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
