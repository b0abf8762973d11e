using EventEdge.Cli;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Settings;

/// <summary>A setting that would change nothing is an error, wherever it is written.</summary>
public sealed class SettingsCheckTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly CancellationToken _stopped = new(canceled: true);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("EVENTEDGE__STOER", "did you mean EVENTEDGE__STORE?", "up")]
    [InlineData("EVENTEDGE__RABBITMQ_PASSWORDFILE", "did you mean EVENTEDGE__RABBITMQ_PASSWORD_FILE?", "edge")]
    [InlineData("EVENTEDGE_DATA", "did you mean EVENTEDGE__DATA, with two underlines?", "up")]
    [InlineData("EVENTEDGE__QZXW", "there are bindings, data, mqtt", "up")]
    [InlineData("EVENTEDGE__STORE", "eventedge edge does not use it; it is a setting of up, cloud, points", "edge")]
    [InlineData("EVENTEDGE__STORE", "eventedge demo does not use it", "demo")]
    [InlineData("EVENTEDGE__RABBITMQ", "eventedge up does not use it; it is a setting of edge, cloud", "up")]
    [InlineData("EVENTEDGE__BINDINGS", "eventedge cloud does not use it; it is a setting of demo, up, edge", "cloud")]
    [InlineData("EVENTEDGE__STOER", "did you mean EVENTEDGE__STORE?", "validate", "b.yaml")]
    public async Task A_variable_that_means_nothing_is_refused_with_what_would(string name, string message, params string[] command)
    {
        _bench.Environment[name] = "x";
        Assert.Equal(ExitCode.BadInput, await _bench.RunUntilAsync(_stopped, command));
        Assert.Contains(name, _bench.Error);
        Assert.Contains(message, _bench.Error);
        Assert.Null(_bench.Edge);
        Assert.Null(_bench.Cloud);
    }

    [Theory]
    [InlineData("sotre: influx1\n", "settings.yaml: sotre is no setting; did you mean store?", "up")]
    [InlineData("store: influx1\n", "settings.yaml: store would change nothing: eventedge edge does not use it", "edge")]
    public async Task So_is_a_line_of_a_settings_file(string text, string message, string command)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunUntilAsync(_stopped, command, "--config", _bench.File("settings.yaml", text)));
        Assert.Contains(message, _bench.Error);
        Assert.Null(_bench.Edge);
    }

    [Fact]
    public async Task A_tool_leaves_the_settings_of_the_node_beside_it_alone()
    {
        _bench.Environment["EVENTEDGE__RABBITMQ"] = "amqp://10.0.0.6:5672";
        _bench.Environment["EVENTEDGE_SOCKET"] = "/run/x";
        Assert.Equal(
            ExitCode.Success, await _bench.RunAsync("publish", "a/b", "x", "--config", _bench.File("settings.yaml", "bindings: b.yaml\n")));
    }

    [Fact]
    public async Task A_crash_that_a_test_wants_is_no_setting()
    {
        _bench.Environment["EVENTEDGE__CRASH_FUSE"] = "/tmp/fuse";
        await _bench.RunUntilAsync(_stopped, "up");
        Assert.NotNull(_bench.Edge);
    }

    [Fact]
    public async Task Up_writes_to_the_store_that_a_variable_names()
    {
        _bench.Environment["EVENTEDGE__STORE"] = "influx2";
        _bench.Environment["EVENTEDGE__STORE_URL"] = "http://10.0.0.7:8086";
        await _bench.RunUntilAsync(_stopped, "up");
        Assert.Equal(("influx2", "http://10.0.0.7:8086"), (_bench.Store!.Name, _bench.Store.Settings["url"]));
        Assert.Null(_bench.Edge!.RabbitMq);
    }

    [Theory]
    [InlineData("--mqtt", "127.0.0.1:1884")]
    [InlineData("--acl-file", "acl")]
    public async Task What_belongs_to_the_embedded_broker_is_refused_beside_another(string flag, string value)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunUntilAsync(_stopped, "edge", "--broker", "mqtt://10.0.0.5:1883", flag, value));
        Assert.Contains($"{flag} would change nothing: with --broker sensors connect to that broker", _bench.Error);
        Assert.Null(_bench.Edge);
    }

    [Theory]
    [InlineData("--store-url", "http://10.0.0.7:8086", "influx1, influx2, victoria")]
    [InlineData("--store-bucket", "b", "influx2")]
    public async Task What_belongs_to_another_kind_of_store_is_refused(string flag, string value, string kinds)
    {
        Assert.Equal(ExitCode.BadInput, await _bench.RunUntilAsync(_stopped, "up", flag, value));
        Assert.Contains($"{flag} means nothing to the store sqlite (--store); it belongs to {kinds}", _bench.Error);
    }
}
