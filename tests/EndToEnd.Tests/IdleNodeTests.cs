using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>
/// What an edge node with nothing to do must not hold in memory: a static reference in the wrong place loads megabytes unseen.
/// </summary>
public sealed class IdleNodeTests : IDisposable
{
    private static readonly string[] Unneeded = [
        "MassTransit", "libssl", "System.Linq.Expressions", "Microsoft.CodeAnalysis", "Wasmtime", "Docker.DotNet", "OpenTelemetry"];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_edge_node_that_has_sent_nothing_has_loaded_neither_bus_nor_encryption_nor_compilers_nor_runtimes_nor_telemetry()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var node = await Node.StartAsync(
            "edge", "--bindings", Places.Bindings("nab.yaml"), "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{Scratch.FreePort()}",
            "--rabbitmq", $"amqp://127.0.0.1:{Scratch.FreePort()}");
        await node.StatusAsync(status => status.Uplink == "down", "the node to have tried its uplink");

        await MustNotLoadAsync(node, Unneeded);
    }

    /// <summary>
    /// The bus library belongs to the cloud's end of RabbitMQ: whoever has none of that end never loads it, however much is sent.
    /// </summary>
    [Theory]
    [InlineData("up")]
    [InlineData("demo")]
    public async Task One_process_that_stores_its_own_results_loads_no_bus_and_no_client_of_one(string role)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var bindings = _scratch.File("bindings.yaml");
        await File.WriteAllTextAsync(
            bindings, "bindings: [{ name: beat, trigger: { every: 1s }, function: { builtin: pass }, emit: { measurement: beat } }]",
            TestContext.Current.CancellationToken);
        await using var node = await Node.StartAsync(
            role, ["--bindings", bindings, "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{Scratch.FreePort()}",
                .. role == "demo" ? (string[])["--no-open"] : []]);
        await node.StatusAsync(status => status.PointsStored > 0, "a result in the store");

        await MustNotLoadAsync(node, "MassTransit", "RabbitMQ.Client", "InfluxDB.Client");
    }

    [Fact]
    public async Task An_edge_node_loads_no_bus_library_no_encryption_and_no_rx_for_what_it_sends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var rabbit = await RabbitMqServer.StartNewAsync();
        var bindings = _scratch.File("bindings.yaml");
        await File.WriteAllTextAsync(
            bindings, "bindings: [{ name: beat, trigger: { every: 1s }, function: { builtin: pass }, emit: { measurement: beat } }]",
            TestContext.Current.CancellationToken);
        await using var node = await Node.StartAsync(
            "edge", "--bindings", bindings, "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{Scratch.FreePort()}", "--rabbitmq",
            $"amqp://127.0.0.1:{rabbit.Port}");
        await node.StatusAsync(status => status is { Uplink: "up", Measurements: > 0, OutboxPoints: 0 }, "a frame to be confirmed");

        await MustNotLoadAsync(node, "MassTransit", "InfluxDB.Client", "libssl", "System.Reactive");
    }

    private static async Task MustNotLoadAsync(Node node, params string[] libraries)
    {
        var maps = await File.ReadAllTextAsync($"/proc/{node.Process.Id}/maps", TestContext.Current.CancellationToken);
        Assert.Contains("/EventEdge.EdgeBridge.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain(libraries, library => maps.Contains($"/{library}", StringComparison.Ordinal));
    }
}
