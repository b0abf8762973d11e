using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows;

/// <summary>One thousand devices in one group; the clock of one of them is broken.</summary>
public sealed class BrokenClockTests
{
    private const int Devices = 1000;
    private const int Seconds = 60;
    private const double Day = 86_400;

    private static readonly WindowShape OneGroup = Kinds.Tumbling(10) with { GroupBy = ["all"] };

    public static TheoryData<string, int> Breakages
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var clock in (string[])["future", "almost future", "a day behind", "never set", "unix zero", "stuck", "jumping"])
            {
                foreach (var position in (int[])[0, 500, 999]) data.Add(clock, position);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Breakages))]
    public void The_others_lose_nothing_and_wait_for_nothing(string clock, int position)
    {
        var bench = new WindowBench(OneGroup, WindowBench.Time(idle: 5, future: 3600), live: true);
        Run(bench, position, second => Timestamp(clock, second));

        var sound = bench.Fired.Where(fired => fired is { Start: >= 0, Start: < Seconds } && fired.Count >= (Devices - 1) * 10).ToList();
        Assert.Equal([0, 10, 20, 30, 40], sound.Select(fired => fired.Start).Distinct());
    }

    [Fact]
    public void Clock_slow_within_reason_delays_the_others_and_costs_them_nothing()
    {
        var bench = new WindowBench(OneGroup, WindowBench.Time(idle: 5, future: 3600), live: true);
        Run(bench, position: 500, second => second - 600);
        bench.Operator.ClosePartial();
        var sound = bench.Fired.Where(fired => fired.Start >= 0).ToList();
        Assert.Equal(Seconds * (Devices - 1), sound.Sum(fired => fired.Count));
        Assert.All(sound, fired => Assert.Equal(0, fired.Revision));
    }

    [Theory]
    [InlineData(3600, WindowOutcome.InWindow)]
    [InlineData(3600.0000001, WindowOutcome.FromTheFuture)]
    public void Stamp_may_be_ahead_of_its_receipt_up_to_the_limit(double timestamp, WindowOutcome outcome)
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(future: 3600), live: true);
        Assert.Equal(outcome, bench.At(timestamp, value: 1));
    }

    [Fact]
    public void Stamps_in_quarantine_leave_no_trace()
    {
        var bench = new WindowBench(Kinds.Tumbling(10), WindowBench.Time(future: 3600), live: true);
        Assert.Equal(WindowOutcome.FromTheFuture, bench.At(4000, value: 1));
        Assert.Equal(WindowOutcome.BeforeEpoch, bench.At(-WindowBench.Origin.ToUnixTimeSeconds(), value: 1));
        Assert.Equal(0, bench.Operator.OpenWindows);
        Assert.Null(bench.Operator.NextDeadline);
    }

    [Fact]
    public void First_timestamp_of_the_year_2000_is_taken()
    {
        var year2000 = (new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero) - WindowBench.Origin).TotalSeconds;
        var bench = new WindowBench(Kinds.Tumbling(10));
        Assert.Equal(WindowOutcome.BeforeEpoch, bench.At(year2000 - 1e-6, value: 1));
        Assert.Equal(WindowOutcome.InWindow, bench.At(year2000, value: 1));
    }

    private static void Run(WindowBench bench, int position, Func<int, double> brokenTimestamp)
    {
        for (var second = 0; second < Seconds; second++)
        {
            bench.Now = second;
            for (var device = 0; device < Devices; device++)
            {
                if (device == position) bench.At(brokenTimestamp(second), value: 1, "broken");
                else Assert.Equal(WindowOutcome.InWindow, bench.At(second, value: 1, "d" + device));
            }
        }
    }

    private static double Timestamp(string clock, int second) => clock switch
    {
        "future" => second + (10 * 365 * Day),
        "almost future" => second + 3599,
        "a day behind" => second - Day,
        "never set" => second - (20 * 365 * Day),
        "unix zero" => second - WindowBench.Origin.ToUnixTimeSeconds(),
        "stuck" => 3,
        _ => second + (second % 3 * 1800) - 1800,
    };
}
