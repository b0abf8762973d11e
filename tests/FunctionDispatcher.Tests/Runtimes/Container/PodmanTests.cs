using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;
using static EventEdge.FunctionDispatcher.Tests.Runtimes.Container.ContainerBench;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>What is different with Podman.</summary>
public sealed class PodmanTests : IDisposable
{
    private readonly ContainerBench _bench = new();

    public PodmanTests() => Engine.IsPodman = true;

    private FakeEngine Engine => _bench.Engine;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_container_has_a_network_to_itself_as_long_as_it_lives()
    {
        var node = _bench.Node();
        var pool = _bench.Pool(node);
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);

        _bench.Time.Advance(TimeSpan.FromSeconds(62));
        await Eventually.IsTrue(() => !Engine.HasNetwork, "its network is removed with it");
        pool.Dispose();
        node.Dispose();

        Assert.Equal(
            ["version", "list", "networks", "image", "network create", "network", "create", "inspect", "attach", "start", "inspect",
                "ready", "call", "stop", "remove", "network remove", "network remove", "list"],
            Engine.Asked);
    }

    [Fact]
    public async Task A_network_without_an_address_of_the_machine_is_not_used_and_not_left_behind()
    {
        Engine.Gateway = "<nil>";

        var answer = await CallAsync(_bench.Pool(_bench.Node()));

        Assert.Equal(FunctionFault.Unavailable, answer.Fault);
        Assert.Contains("the node has no way to Podman's isolated networks", answer.Reason, StringComparison.Ordinal);
        await Eventually.IsTrue(() => Engine.Count("network remove") == 1, "it is removed");
        Assert.Equal(0, Engine.Count("create"));
    }
}
