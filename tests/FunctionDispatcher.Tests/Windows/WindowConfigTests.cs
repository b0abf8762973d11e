using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Tests.Windows;

/// <summary>What is declared in YAML is what the engine of the windows gets.</summary>
public sealed class WindowConfigTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Every_kind_is_its_shape()
    {
        Assert.Equal(WindowShape.Tumbling(Second), new WindowConfig { Tumbling = Second }.ToShape());
        Assert.Equal(
            WindowShape.Hopping(2 * Second, Second), new WindowConfig { Hopping = new() { Size = 2 * Second, Hop = Second } }.ToShape());
        Assert.Equal(WindowShape.Sliding(Second), new WindowConfig { Sliding = Second }.ToShape());
        Assert.Equal(
            WindowShape.Session(Second, 3 * Second), new WindowConfig { Session = new() { Gap = Second, Max = 3 * Second } }.ToShape());
        Assert.Equal(WindowShape.Count(4, 4), new WindowConfig { Count = new() { Size = 4 } }.ToShape());
        Assert.Equal(WindowShape.Count(4, 2), new WindowConfig { Count = new() { Size = 4, Hop = 2 } }.ToShape());
    }

    [Fact]
    public void The_key_goes_with_it() =>
        Assert.Equal(["site", "device"], new WindowConfig { Tumbling = Second, GroupBy = ["site", "device"] }.ToShape().GroupBy);

    [Fact]
    public void Window_of_no_kind_is_refused() => Assert.Throws<ArgumentException>(() => new WindowConfig().ToShape());

    [Fact]
    public void Rules_of_event_time_and_their_defaults_are_the_same()
    {
        Assert.Equal(new EventTimeRules(), new EventTimeConfig().ToRules());
        var config = new EventTimeConfig
        {
            Field = "ts", Clock = "device", OutOfOrder = Second, AllowedLateness = 2 * Second, IdleTimeout = 3 * Second,
            FutureLimit = 4 * Second,
        };
        var rules = new EventTimeRules
        { Clock = "device", OutOfOrder = Second, AllowedLateness = 2 * Second, IdleTimeout = 3 * Second, FutureLimit = 4 * Second };
        Assert.Equal(rules, config.ToRules());
    }
}
