using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging;
using static EventEdge.FunctionDispatcher.Tests.Runtimes.Container.ContainerBench;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>Containers that a killed node left behind, where no binding may use containers any more.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly ContainerBench _bench = new();
    private readonly CollectingLog<ContainerEngine> _log = new();

    private FakeEngine Engine => _bench.Engine;

    private int Warnings =>
        _log.Lines.Count(l => l.Level == LogLevel.Warning && l.Line.Contains("cannot be removed yet", StringComparison.Ordinal));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_start_without_containers_in_its_bindings_removes_what_a_kill_left_behind()
    {
        var node = Killed();
        Engine.Containers["stranger"] = new(
            "stranger", new Dictionary<string, string> { ["eventedge.owner"] = "another", ["eventedge.run"] = "earlier" });

        node.Sweep();

        await Eventually.IsTrue(() => !File.Exists(_bench.Mark), "nothing is left");
        Assert.Equal(["stranger"], Engine.Containers.Keys);
        Assert.Equal(["list", "remove", "network remove", "list"], Engine.Asked);
    }

    [Fact]
    public void A_node_that_never_made_a_container_asks_no_engine()
    {
        var node = _bench.Node();
        node.Sweep();
        node.Dispose();
        Assert.Empty(Engine.Asked);
    }

    [Fact]
    public async Task The_mark_is_there_before_the_first_container_and_gone_after_the_last()
    {
        var node = _bench.Node();
        Engine.Refuses = "create";
        var pool = _bench.Pool(node);
        await CallAsync(pool);
        Assert.True(File.Exists(_bench.Mark));

        Engine.Refuses = null;
        Assert.Equal(FunctionFault.None, (await CallAsync(pool)).Fault);
        Assert.True(File.Exists(_bench.Mark));
        pool.Dispose();
        node.Dispose();

        Assert.False(File.Exists(_bench.Mark));
    }

    [Fact]
    public async Task The_network_goes_with_the_last_binding_that_uses_containers_and_comes_back_with_the_next()
    {
        var node = _bench.Node();
        var (first, second) = (_bench.Pool(node), _bench.Pool(node));
        await CallAsync(first);
        first.Dispose();
        Assert.Equal(FunctionFault.None, (await CallAsync(second)).Fault);
        Assert.True(Engine.HasNetwork);

        second.Dispose();
        await Eventually.IsTrue(() => !Engine.HasNetwork && !File.Exists(_bench.Mark), "nothing of the node is left in the engine");

        Assert.Equal(FunctionFault.None, (await CallAsync(_bench.Pool(node))).Fault);
        Assert.True(Engine.HasNetwork);
    }

    [Fact]
    public async Task A_container_that_cannot_be_removed_at_the_end_is_left_to_the_next_start()
    {
        var first = _bench.Node();
        var pool = _bench.Pool(first);
        await CallAsync(pool);
        Engine.Refuses = "remove";
        pool.Dispose();
        first.Dispose();
        Assert.True(File.Exists(_bench.Mark));

        Engine.Refuses = null;
        _bench.Node().Sweep();

        await Eventually.IsTrue(() => !File.Exists(_bench.Mark), "the next start has removed it");
        Assert.Empty(Engine.Containers);
    }

    [Fact]
    public async Task A_binding_that_comes_to_use_containers_meanwhile_finds_its_network()
    {
        var node = Killed();
        Engine.Ignores = "network remove";
        node.Sweep();
        await Eventually.IsTrue(() => Engine.Count("network remove") == 1, "the sweep is under way");

        var call = CallAsync(_bench.Pool(node));
        Engine.Answer();

        Assert.Equal(FunctionFault.None, (await call).Fault);
        Assert.True(Engine.HasNetwork);
        Assert.True(File.Exists(_bench.Mark));
        // One after the other, or the sweep would take the network away from under the binding.
        Assert.Equal(["list", "remove", "network remove", "list", "version", "list", "network", "network create"], Engine.Asked.Take(8));
    }

    [Fact]
    public async Task An_engine_that_cannot_be_reached_is_named_once_and_asked_again()
    {
        var node = Killed(host: Engine.Host + "-later");
        node.Sweep();
        await Eventually.IsTrue(() => Warnings == 1, "it is said");

        Engine.ListenAt("engine-later");

        await PassAsync(() => !File.Exists(_bench.Mark));
        Assert.Empty(Engine.Containers);
        Assert.Equal(1, Warnings);
    }

    [Fact]
    public async Task An_engine_that_never_answers_well_is_left_alone_after_a_while_and_the_mark_stays()
    {
        var node = Killed();
        Engine.Refuses = "list";
        node.Sweep();
        await PassAsync(() => Engine.Count("list") == LeftoverSweep.AttemptLimit);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        node.Dispose();

        Assert.Equal((LeftoverSweep.AttemptLimit, 1), (Engine.Count("list"), Warnings));
        Assert.True(File.Exists(_bench.Mark));
    }

    private ContainerEngine Killed(string? host = null)
    {
        var node = _bench.Node(host: host, logger: _log);
        var labels = new Dictionary<string, string> { ["eventedge.owner"] = node.Labels["eventedge.owner"], ["eventedge.run"] = "earlier" };
        Engine.Containers["left"] = new("left", labels);
        File.WriteAllText(_bench.Mark, string.Empty);
        return node;
    }

    // The sweep may begin to wait only after the clock was moved.
    private Task PassAsync(Func<bool> condition) => Eventually.IsTrue(
        () =>
        {
            if (condition()) return true;
            _bench.Time.Advance(LeftoverSweep.LongestPause);
            return false;
        },
        "it is tried again");
}
