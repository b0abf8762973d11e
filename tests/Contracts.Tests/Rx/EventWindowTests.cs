using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx;

/// <summary>Windows that hand over their events, as a function in Rx uses them.</summary>
public sealed class EventWindowTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    private readonly EventLayout _layout = new();
    private readonly Subject<EdgeEvent> _source = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void A_window_holds_its_events_in_order_of_event_time()
    {
        using var subscription = Watch(_source.TumblingWindow(TenSeconds, new() { Time = new() { OutOfOrder = TenSeconds } }));
        Send((8, 1), (3, 2), (5, 4), (21, 8));
        Assert.Equal(["[0,10): 2 4 1"], _fired);
    }

    [Theory]
    [InlineData("tumbling", "[0,10): 1 2")]
    [InlineData("hopping", "[-5,5): 1", "[0,10): 1 2", "[5,15): 2")]
    [InlineData("sliding", "[-9,1): 1", "[-3,7): 1 2")]
    [InlineData("session", "[1,10): 1 2")]
    [InlineData("count", "[1,7.0000001): 1 2")]
    public void Every_kind_hands_over_its_events(string kind, params string[] expected)
    {
        var windows = kind switch
        {
            "hopping" => _source.HoppingWindow(TenSeconds, TenSeconds / 2),
            "sliding" => _source.SlidingWindow(TenSeconds),
            "session" => _source.SessionWindow(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9)),
            "count" => _source.CountWindow(2, 2),
            _ => _source.TumblingWindow(TenSeconds),
        };
        using var subscription = Watch(windows);
        Send((1, 1), (7, 2), (31, 4));
        Assert.Equal(expected, _fired);
    }

    [Fact]
    public void A_late_event_fires_its_window_again_with_the_next_revision()
    {
        var revisions = new List<int>();
        using var subscription = _source.TumblingWindow(TenSeconds, new() { Time = new() { AllowedLateness = TimeSpan.FromMinutes(1) } })
            .Subscribe(window => revisions.Add(window.Bounds.Revision));
        Send((1, 1), (11, 2), (2, 4));
        Assert.Equal([0, 1], revisions);
    }

    [Fact]
    public void Keys_beyond_the_limit_are_refused_and_told()
    {
        var refused = new List<WindowOutcome>();
        var rules = new WindowRules { GroupBy = ["sign"], KeyLimit = 1, Refused = (_, outcome) => refused.Add(outcome) };
        using var subscription = Watch(_source.TumblingWindow(TenSeconds, rules));
        Send((1, 1), (2, -1), (11, 2));
        Assert.Equal([WindowOutcome.TooManyKeys], refused);
        Assert.Equal(["[0,10): 1"], _fired);
    }

    /// <summary>A slot of one layout is another field in another: that must not pass unnoticed.</summary>
    [Fact]
    public void Events_of_another_layout_are_refused()
    {
        using var subscription = Watch(_source.TumblingWindow(TenSeconds));
        Send((1, 1));
        Assert.Throws<InvalidOperationException>(() => _source.OnNext(Windowed.Event(new EventLayout(), 2, 2)));
    }

    [Fact]
    public void Windows_are_a_stream_like_any_other()
    {
        var rises = new List<double>();
        using var subscription = _source.TumblingWindow(TenSeconds)
            .Select(window => window.Events.Average(input => input["value"].AsNumber))
            .Buffer(2, 1)
            .Where(pair => pair.Count == 2)
            .Subscribe(pair => rises.Add(pair[1] - pair[0]));
        Send((1, 10), (11, 12), (21, 17), (31, 0));
        Assert.Equal([2, 5], rises);
    }

    private void Send(params (double Second, long Value)[] table)
    {
        foreach (var (second, value) in table) _source.OnNext(Windowed.Event(_layout, second, value));
    }

    private IDisposable Watch(IObservable<EventWindow> windows) => windows.Subscribe(window => _fired.Add(string.Create(
        CultureInfo.InvariantCulture,
        $"[{Seconds(window.Bounds.Start)},{Seconds(window.Bounds.End)}): "
            + $"{string.Join(' ', window.Events.Select(input => input["value"].AsNumber))}")));

    private static double Seconds(DateTimeOffset time) => (time - WindowBench.Origin).TotalSeconds;
}
