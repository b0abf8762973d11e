using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

/// <summary>The node's own clock is wrong for a while; the sensors' are right. Ten events a second, ten to a window.</summary>
public sealed class NodeClockTests
{
    private const int Seconds = 60;
    private const double Hour = 3600;
    private static readonly WindowOutcome[] Taken = [WindowOutcome.InWindow, WindowOutcome.Corrected];

    public static TheoryData<string> Faults => ["ahead", "behind", "never set", "never set at the start", "behind for good"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_event_is_counted_once_in_its_window(string fault)
    {
        var bench = Run(fault, restart: false);
        bench.Operator.ClosePartial();
        AssertEveryWindowHolds(10, bench);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_restart_meanwhile_changes_nothing(string fault)
    {
        var bench = Run(fault, restart: true);
        bench.Operator.ClosePartial();
        AssertEveryWindowHolds(10, bench);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void No_window_waits_for_the_clock(string fault)
    {
        var fired = Run(fault, restart: false).Final();
        Assert.Equal(Seconds - 1, fired.Count(window => window.Value.Count == 10));
    }

    private static WindowBench Run(string fault, bool restart)
    {
        var bench = new WindowBench(Kinds.Tumbling(1), WindowBench.Time(outOfOrder: 0, lateness: 30, idle: 3), live: true);
        for (var tenth = 0; tenth < Seconds * 10; tenth++)
        {
            var at = tenth / 10.0;
            bench.Now = Shown(fault, at);
            if (restart && tenth == 255) bench.Restart();
            Assert.Contains(bench.At(at), Taken);
        }

        return bench;
    }

    private static double Shown(string fault, double at) => fault switch
    {
        "ahead" when at is > 20.5 and < 40.5 => at + (2 * Hour),
        "behind" when at is > 20.5 and < 40.5 => at - (2 * Hour),
        "behind for good" when at > 20.5 => at - (2 * Hour),
        "never set" when at is > 20.5 and < 40.5 => at - WindowBench.Origin.ToUnixTimeSeconds(),
        "never set at the start" when at < 30.5 => at - WindowBench.Origin.ToUnixTimeSeconds(),
        _ => at,
    };

    private static void AssertEveryWindowHolds(int count, WindowBench bench) => Assert.All(
        Enumerable.Range(0, Seconds), second => Assert.Equal(count, bench.Final()[("a", second, second + 1)].Count));
}
