using System.Reactive.Linq;
using System.Reactive.Subjects;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Tests.Rx;

public sealed class TumblingWindowOperatorTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Fact]
    public void Windows_fire_as_event_time_completes_them_and_the_last_when_the_source_does()
    {
        var (beforeEnd, atEnd) = Windowed.Run(source => source.TumblingWindow(TenSeconds, Windowed.Stats), (1, 1), (9, 2), (10, 4));
        Assert.Equal(["[0,10): 3"], beforeEnd);
        Assert.Equal(["[10,20): 4"], atEnd);
    }

    [Fact]
    public void Keys_have_windows_of_their_own()
    {
        var (_, atEnd) = Windowed.Run(
            source => source.TumblingWindow(TenSeconds, Windowed.Stats, new() { GroupBy = ["sign"] }), (1, 1), (2, -2), (3, 4));
        Assert.Equal(["plus [0,10): 5", "minus [0,10): -2"], atEnd);
    }

    [Fact]
    public void Refused_events_are_told_with_their_reason()
    {
        var refused = new List<(WindowOutcome, double)>();
        var rules = new WindowRules { Refused = (input, outcome) => refused.Add((outcome, input["value"].AsNumber)) };
        Windowed.Run(source => source.TumblingWindow(TenSeconds, Windowed.Stats, rules), (12, 1), (5, 7));
        Assert.Equal([(WindowOutcome.Late, 7)], refused);
    }

    [Fact]
    public void Error_of_the_source_reaches_the_observer()
    {
        Exception? seen = null;
        using var subscription = Observable.Throw<EdgeEvent>(new InvalidOperationException("broken"))
            .TumblingWindow(TenSeconds, Windowed.Stats)
            .Subscribe(_ => { }, error => seen = error);
        Assert.Equal("broken", seen?.Message);
    }

    [Fact]
    public void Each_subscription_has_state_of_its_own()
    {
        var source = new Subject<EdgeEvent>();
        var layout = new EventLayout();
        var windows = source.TumblingWindow(TenSeconds, Windowed.Stats);
        var first = 0;
        var second = 0;
        using var one = windows.Subscribe(_ => first++);
        source.OnNext(Windowed.Event(layout, 1, 1));
        using var two = windows.Subscribe(_ => second++);
        source.OnNext(Windowed.Event(layout, 11, 1));
        Assert.Equal((1, 0), (first, second));
    }
}
