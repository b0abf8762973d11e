using System.Net;
using System.Net.Sockets;
using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests.Faults;

/// <summary>Bad input gets a clear word and costs nothing else.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Topic = "plant/press1/reading";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_broken_bindings_file_leaves_the_running_one_in_place()
    {
        var (port, bindings) = (Scratch.FreePort(), _scratch.CopyBindings("plain.yaml"));
        await using var node = await Node.UpAsync(bindings, _scratch.File("data"), port);
        await File.WriteAllTextAsync(bindings, "bindings:\n  - nam: typo\n", TestContext.Current.CancellationToken);
        var status = await node.StatusAsync(s => s.ConfigurationError is not null, "the broken file to be noticed");
        Assert.Contains("name", status.ConfigurationError, StringComparison.Ordinal);
        await PublishAsync(port, """{"value": 1}""");
        await node.StatusAsync(s => s.InWindows == 2, "both old bindings to go on");
        File.Copy(Places.Bindings("plain.yaml"), bindings, overwrite: true);
        await node.StatusAsync(s => s.ConfigurationError is null, "the mended file to be taken");
    }

    [Fact]
    public async Task A_broken_payload_becomes_a_dead_letter_and_the_next_one_passes()
    {
        var port = Scratch.FreePort();
        await using var node = await Node.UpAsync(Places.Bindings("plain.yaml"), _scratch.File("data"), port);
        await PublishAsync(port, """{"value": 1""");
        await PublishAsync(port, """{"value": 2}""");
        var status = await node.StatusAsync(s => s.Rejected == 2 && s.InWindows == 2, "one message rejected, one taken, by two bindings");
        Assert.Equal(2, status.DeadLetters);
        Assert.Equal(0, status.Unexplained);
    }

    [Fact]
    public async Task Without_RabbitMQ_the_edge_is_degraded_and_keeps_its_results()
    {
        var port = Scratch.FreePort();
        await using var node = await Node.StartAsync(
            "edge", "--bindings", Places.Bindings("plain.yaml"), "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{port}",
            "--rabbitmq", $"amqp://127.0.0.1:{Scratch.FreePort()}");
        await PublishAsync(port, """{"value": 1}""");
        var status = await node.StatusAsync(s => s.Uplink == "down" && s.OutboxPoints > 0, "a visible broken uplink");
        Assert.Equal(1, status.MessagesReceived);
        Assert.Equal("degraded", await node.HealthAsync());
    }

    [Fact]
    public async Task Without_the_external_broker_the_edge_is_degraded()
    {
        await using var node = await Node.StartAsync(
            "edge", "--bindings", Places.Bindings("plain.yaml"), "--data", _scratch.File("data"),
            "--broker", $"mqtt://127.0.0.1:{Scratch.FreePort()}", "--rabbitmq", $"amqp://127.0.0.1:{Scratch.FreePort()}");
        Assert.Equal("degraded", await node.HealthAsync());
    }

    [Theory]
    [InlineData("--mqtt")]
    [InlineData("--http")]
    public async Task A_port_in_use_is_said_in_one_line(string flag)
    {
        using var occupant = new TcpListener(IPAddress.Loopback, 0);
        occupant.Start();
        var taken = ((IPEndPoint)occupant.LocalEndpoint).Port;
        var result = await UpAsync(
            flag == "--mqtt" ? taken : Scratch.FreePort(), flag == "--http" ? taken : Scratch.FreePort(), _scratch.File("data"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{taken}", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_said_in_one_line()
    {
        // Below a file there can be no directory, not even for root.
        var file = _scratch.File("file");
        await File.WriteAllTextAsync(file, string.Empty, TestContext.Current.CancellationToken);
        var result = await UpAsync(Scratch.FreePort(), Scratch.FreePort(), Path.Combine(file, "data"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(file, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_wrong_from_the_start_is_refused_with_its_place()
    {
        var file = _scratch.File("wrong.yaml");
        await File.WriteAllTextAsync(file, "bindings:\n  - nam: typo\n", TestContext.Current.CancellationToken);
        var result = await Command.RunAsync("validate", file);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("wrong.yaml:2:", result.Output + result.Errors, StringComparison.Ordinal);
    }

    private static Task<CommandResult> UpAsync(int mqttPort, int httpPort, string data) => Command.RunAsync(
        "up", "--bindings", Places.Bindings("plain.yaml"), "--data", data, "--mqtt", $"127.0.0.1:{mqttPort}", "--http",
        $"127.0.0.1:{httpPort}");

    private static async Task PublishAsync(int port, string payload)
    {
        var result = await Command.RunAsync("publish", Topic, payload, "--mqtt", $"127.0.0.1:{port}", "--qos", "1");
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
