using EventEdge.Settings;
using EventEdge.Settings.Values;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>What the commands for nodes make of flags, variables and files.</summary>
public sealed class NodeOptionsTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly CancellationToken _stopped = new(canceled: true);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Without_flags_up_is_one_machine_on_loopback_with_the_embedded_store()
    {
        await RunAsync("up");
        Assert.Equal(new HostPort("127.0.0.1", 1883), _bench.Edge!.Mqtt);
        Assert.Equal(new HostPort("127.0.0.1", 8080), _bench.Edge.Http);
        Assert.Equal("bindings.yaml", _bench.Edge.Bindings);
        Assert.Equal("data", _bench.Edge.Data);
        Assert.True(NodeName.IsValid(_bench.Edge.Node));
        Assert.Null(_bench.Edge.Broker);
        Assert.Null(_bench.Edge.RabbitMq);
        Assert.Equal(("sqlite", 0), (_bench.Store!.Name, _bench.Store.Settings.Count));
    }

    [Fact]
    public async Task Edge_speaks_to_rabbitmq_and_keeps_no_store()
    {
        await RunAsync("edge", "--broker", "mqtt://10.0.0.5:1884", "--rabbitmq", "amqp://10.0.0.6:5672", "--rabbitmq-user", "edge");
        Assert.Equal(
            ("10.0.0.5", 1884, false, null),
            (_bench.Edge!.Broker!.Host, _bench.Edge.Broker.Port, _bench.Edge.Broker.Tls, _bench.Edge.Broker.WebSocketPath));
        Assert.Equal(new Uri("amqp://10.0.0.6:5672"), _bench.Edge.RabbitMq!.Uri);
        Assert.Equal("edge", _bench.Edge.RabbitMq.User);
        Assert.Null(_bench.Store);
    }

    [Fact]
    public async Task The_node_is_somebody_at_its_broker()
    {
        await RunAsync(
            "edge", "--broker", "wss://broker.example/mqtt/in", "--broker-user", "edge", "--broker-password-file", "secret", "--broker-ca",
            "ca.pem",
            "--broker-certificate", "edge.pem", "--broker-key", "edge.key", "--broker-client-id", "press-hall");
        var broker = _bench.Edge!.Broker!;
        Assert.Equal(("broker.example", 443, true, "/mqtt/in"), (broker.Host, broker.Port, broker.Tls, broker.WebSocketPath));
        Assert.Equal(("edge", "secret", "ca.pem"), (broker.Username, broker.PasswordFile, broker.AuthorityFile));
        Assert.Equal(("edge.pem", "edge.key", "press-hall"), (broker.CertificateFile, broker.KeyFile, broker.ClientId));
    }

    [Theory]
    [InlineData("--broker-user: there is no external broker", "--broker-user", "edge")]
    [InlineData("--broker-ca: certificates need TLS", "--broker", "mqtt://b", "--broker-ca", "ca.pem")]
    [InlineData("--broker-password-file: needs --broker-user", "--broker", "mqtt://b", "--broker-password-file", "f")]
    [InlineData("--broker-key: needs --broker-certificate", "--broker", "mqtts://b", "--broker-key", "f")]
    [InlineData("is not an address", "--broker", "http://b")]
    public async Task A_flag_that_would_mean_nothing_is_an_error(string words, params string[] flags)
    {
        Assert.NotEqual(0, await _bench.RunAsync(["edge", .. flags]));
        Assert.Contains(words, _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_listener_reads_a_longer_connect_and_lets_pages_of_other_origins_in_where_that_is_said()
    {
        await RunAsync(
            "edge", "--mqtt-connect-limit", "64KiB", "--mqtt-ws", "127.0.0.1:9001", "--mqtt-ws-origins",
            "https://panel.plant:8443, http://localhost:3000");
        Assert.Equal(64 << 10, _bench.Edge!.Listener.ConnectBytesLimit);
        Assert.Equal(["https://panel.plant:8443", "http://localhost:3000"], _bench.Edge.Listener.WebSocketOrigins);
    }

    [Theory]
    [InlineData("--mqtt-connect-limit", "65KiB", "at most 64KiB")]
    [InlineData("--mqtt-connect-limit", "1KiB", "at least 4KiB")]
    [InlineData("--mqtt-ws-origins", "*", "is not an origin")]
    [InlineData("--mqtt-ws-origins", "https://panel.plant/page", "is not an origin")]
    public async Task A_limit_or_an_origin_that_is_none_is_an_error(string flag, string value, string words)
    {
        Assert.NotEqual(0, await _bench.RunAsync("edge", "--mqtt-ws", "127.0.0.1:9001", flag, value));
        Assert.Contains(words, _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outbox_takes_as_much_disk_as_it_is_given()
    {
        await RunAsync("edge", "--outbox-limit", "5MiB");
        Assert.Equal(5 << 20, _bench.Edge!.OutboxLimitBytes);
    }

    [Fact]
    public async Task The_replay_rate_has_no_limit_unless_one_is_given()
    {
        await RunAsync("edge", "--replay-rate", "200.5");
        Assert.Equal(200.5, _bench.Edge!.ReplayRate);

        await RunAsync("edge");
        Assert.Null(_bench.Edge!.ReplayRate);
    }

    [Fact]
    public async Task Functions_get_what_they_are_given_and_a_node_whose_function_hangs_asks_to_be_started_again()
    {
        _bench.Node.Hung = Task.FromResult("the function of binding b hangs");
        Assert.Equal(75, await _bench.RunAsync(
            "edge", "--function-memory", "512MiB", "--function-cpus", "1.5", "--restart-on-hang", "1m", "--workers", "3"));
        Assert.Equal(
            (512L << 20, 1.5, TimeSpan.FromMinutes(1), 3),
            (_bench.Edge!.FunctionMemoryBytes, _bench.Edge.FunctionCpus, _bench.Edge.HangLimit, _bench.Edge.Workers));
        Assert.Contains("the function of binding b hangs: start the node again", _bench.Error, StringComparison.Ordinal);
        Assert.True(_bench.Node.Disposed);
    }

    [Theory]
    [InlineData("edge")]
    [InlineData("cloud")]
    public async Task A_node_of_which_a_loop_has_ended_ends_with_its_reason(string role)
    {
        _bench.Node.Died = Task.FromResult("the loop that writes to the store has ended");

        Assert.Equal(1, await _bench.RunAsync(role));
        Assert.Contains("the loop that writes to the store has ended: start the node again", _bench.Error, StringComparison.Ordinal);
        Assert.True(_bench.Node.Disposed);
    }

    [Theory]
    [InlineData("--restart-on-hang", "5ms")]
    [InlineData("--function-memory", "1B")]
    [InlineData("--function-cpus", "0")]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "65")]
    public async Task A_limit_for_functions_that_is_none_is_refused(string flag, string value) =>
        Assert.Equal(2, await _bench.RunAsync("edge", "--mqtt-ws", "127.0.0.1:9001", flag, value));

    [Theory]
    [InlineData("influx1", "database", "user")]
    [InlineData("influx2", "org", "bucket")]
    [InlineData("victoria", "database", "user")]
    public async Task Cloud_takes_the_store_by_its_name(string name, params string[] further)
    {
        var token = _bench.File("token", "t0ken\n");
        await RunAsync(
            ["cloud", "--store", name, "--store-url", "http://127.0.0.1:9", "--store-token-file", token,
            .. further.SelectMany(setting => (string[])[$"--store-{setting}", $"my {setting}"])]);
        var store = _bench.Cloud!.Store;
        Assert.Equal((name, "http://127.0.0.1:9", token), (store.Name, store.Settings["url"], store.Settings["token-file"]));
        Assert.All(further, setting => Assert.Equal($"my {setting}", store.Settings[setting]));
        Assert.DoesNotContain("t0ken", _bench.Cloud.ToString());
    }

    [Fact]
    public async Task A_flag_wins_over_a_variable_and_a_variable_over_the_file()
    {
        var file = _bench.File("settings.yaml", "node: from-file\ndata: from-file\nhttp: 127.0.0.1:1\n");
        _bench.Environment["EVENTEDGE__DATA"] = "from-variable";
        _bench.Environment["EVENTEDGE__HTTP"] = "127.0.0.1:2";
        await RunAsync("up", "--config", file, "--http", "127.0.0.1:3");
        Assert.Equal(("from-file", "from-variable", 3), (_bench.Edge!.Node, _bench.Edge.Data, _bench.Edge.Http.Port));
    }

    [Fact]
    public async Task The_settings_file_itself_may_be_named_by_a_variable()
    {
        _bench.Environment["EVENTEDGE__CONFIG"] = _bench.File("settings.json", """{ "node": "from-json", "rabbitmq_user": "plant" }""");
        await RunAsync("edge");
        Assert.Equal(("from-json", "plant"), (_bench.Edge!.Node, _bench.Edge.RabbitMq!.User));
    }

    private Task<int> RunAsync(params string[] arguments) => _bench.RunUntilAsync(_stopped, arguments);
}
