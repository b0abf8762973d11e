using System.Reactive.Subjects;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx;

/// <summary>Feeds an operator from a table of (second, value), and reads its firings as <c>[0,10): 3</c>, the sum.</summary>
internal static class Windowed
{
    public static IAccumulator Stats(EventLayout layout) => new IntegerStats(layout.SlotOf("value"));

    public static (string[] BeforeEnd, string[] AtEnd) Run(
        Func<IObservable<EdgeEvent>, IObservable<FiredWindow>> operation, params (double Second, long Value)[] table)
    {
        var source = new Subject<EdgeEvent>();
        var fired = new List<string>();
        var completed = false;
        using var subscription = operation(source).Subscribe(window => fired.Add(Read(window)), () => completed = true);
        var layout = new EventLayout();
        foreach (var (second, value) in table) source.OnNext(Event(layout, second, value));
        string[] beforeEnd = [.. fired];
        source.OnCompleted();
        Assert.True(completed);
        return (beforeEnd, [.. fired.Skip(beforeEnd.Length)]);
    }

    public static EdgeEvent Event(EventLayout layout, double second, long value)
    {
        var time = WindowBench.Origin.AddSeconds(second);
        var input = new EdgeEvent(layout) { Topic = "plant/a", Time = time, ReceivedAt = time };
        input.Set(layout.SlotOf("value"), value);
        input.Set(layout.SlotOf("sign"), value < 0 ? "minus" : "plus");
        return input;
    }

    private static string Read(FiredWindow window)
    {
        var key = string.Concat(window.Bounds.Key.Select(value => value + " "));
        var sum = Assert.Single(window.Result).Fields.Single(field => field.Key == "sum").Value;
        Assert.False(window.Bounds.Partial);
        return FormattableString.Invariant($"{key}[{Seconds(window.Bounds.Start)},{Seconds(window.Bounds.End)}): {sum}");
    }

    private static double Seconds(DateTimeOffset time) => (time - WindowBench.Origin).TotalSeconds;
}
