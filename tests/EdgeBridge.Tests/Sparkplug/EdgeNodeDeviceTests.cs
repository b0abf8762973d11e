using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>When an edge node says that a device has died, and what it says of the past.</summary>
public sealed class EdgeNodeDeviceTests
{
    private readonly FakeTimeProvider _time = new(Said.Noon);
    private readonly EdgeNodeState _state;

    public EdgeNodeDeviceTests() => _state = new("g", "n", _time);

    [Fact]
    [Tck(
        "operational-behavior-device-ddeath", "topics-ddeath-topic", "topics-ddeath-mqtt", "topics-ddeath-seq-num", "payloads-ddeath-seq",
        "payloads-ddeath-seq-inc", "payloads-ddeath-seq-number")]
    public void A_device_that_is_silent_is_dead_and_born_again_when_it_speaks()
    {
        Begin();
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(_state.EndSilent(isTold: true));
        Assert.Equal(TimeSpan.FromMinutes(1), _state.UntilSilent);
        _time.Advance(TimeSpan.FromMinutes(1));
        var death = Assert.Single(_state.EndSilent(isTold: true));
        Assert.Equal(("spBv1.0/g/DDEATH/n/d", 0, false), (death.Topic, death.Qos, death.Retain));
        Assert.Equal("DDEATH d seq=2", Said.Of(death));
        Assert.Equal((0, 0), (_state.Devices, _state.Metrics));
        Assert.Equal("DBIRTH d seq=3 t#3:Double=1.5", Said.Of(_state.Take(Result("d", 0, ("t", 1.5))).Message!));
    }

    [Fact]
    public void The_node_itself_is_never_silent()
    {
        _state.Take(Result("", 0, ("load", 0.5)));
        _time.Advance(TimeSpan.FromDays(10));
        Assert.Empty(_state.EndSilent(isTold: true));
        Assert.Contains("load", Said.Of(_state.Births(0)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_of_an_ended_binding_is_dead_unless_another_feeds_it()
    {
        Begin();
        _state.Take(EdgeResult.Of(Said.Result(Said.Node, "other", "e", 0, ("t", 1.5)))!);
        _state.Take(EdgeResult.Of(Said.Result(Said.Node, "other", "d", 0, ("t", 1.5)))!);
        _state.Take(Result("f", 0, ("t", 1.5)));
        Assert.Equal(["DDEATH f seq=5"], _state.Retain(new HashSet<string> { "other" }, isTold: true).Select(Said.Of));
    }

    [Fact]
    public void What_came_before_a_birth_follows_it_as_historical_unless_the_birth_says_it()
    {
        EdgeResult[] waited = [Result("d", 1, ("t", 1.0)), Result("d", 2, ("t", 2.0)), Result("d", 2, ("u", 5.0))];
        Assert.All(waited, result => Assert.True(_state.Prepare(result)));
        Assert.Equal("DBIRTH d seq=1 t#1:Double=2 u#2:Double=5", Said.Of(_state.Births(0)[^1]));
        Assert.Equal(["DDATA d seq=2 #1=1!"], waited.Select(_state.OfThePast).OfType<LocalMessage>().Select(Said.Of));
    }

    // A node with a device.
    private void Begin()
    {
        _state.Births(0);
        _state.Take(Result("d", 0, ("t", 21.5), ("run", true)));
    }

    private static EdgeResult Result(string device, double second, params (string Name, object Value)[] fields) =>
        EdgeResult.Of(Said.Result(device, second, fields))!;
}
