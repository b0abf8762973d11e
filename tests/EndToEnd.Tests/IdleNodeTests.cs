using EventEdge.EndToEnd.Tests.Harness;

namespace EventEdge.EndToEnd.Tests;

/// <summary>What an edge node with nothing to do must not hold in memory: a static reference in the wrong place loads megabytes unseen.</summary>
public sealed class IdleNodeTests : IDisposable
{
    private static readonly string[] Unneeded = ["MassTransit", "libssl", "System.Linq.Expressions", "Microsoft.CodeAnalysis", "Wasmtime", "Docker.DotNet"];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_edge_node_that_has_sent_nothing_has_loaded_neither_bus_nor_encryption_nor_compilers_nor_runtimes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var node = await Node.StartAsync(
            "edge", "--bindings", Places.Bindings("nab.yaml"), "--data", _scratch.File("data"), "--mqtt", $"127.0.0.1:{Scratch.FreePort()}",
            "--rabbitmq", $"amqp://127.0.0.1:{Scratch.FreePort()}");
        await node.StatusAsync(status => status.Uplink == "down", "the node to have tried its uplink");

        var maps = await File.ReadAllTextAsync($"/proc/{node.Process.Id}/maps", TestContext.Current.CancellationToken);

        Assert.Contains("/EventEdge.EdgeBridge.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain(Unneeded, library => maps.Contains($"/{library}", StringComparison.Ordinal));
    }
}
