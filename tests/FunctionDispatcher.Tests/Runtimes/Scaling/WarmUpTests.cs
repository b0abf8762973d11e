using System.Globalization;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Scaling;

/// <summary>
/// Four weeks of calls with a daily rhythm, in virtual time, through a real pool. Beside it stands the fixed idle time that keeps an
/// instance in memory just as long in all: what warm-up saves is not paid for with memory.
/// </summary>
public sealed class WarmUpTests
{
    private const int Days = 28;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("hourly")]
    [InlineData("rounds")]
    [InlineData("cycle")]
    public async Task Warm_up_removes_four_fifths_of_the_cold_starts_of_an_idle_time_of_equal_memory(string rhythm)
    {
        var (cold, coldFixed) = await CompareAsync(rhythm);
        Assert.True(coldFixed > 80, $"the fixed idle time has only {coldFixed} cold starts: nothing is compared");
        Assert.True(cold <= coldFixed / 5.0, $"{cold} cold starts of {coldFixed}");
    }

    /// <summary>Within such days no call is foretold by another. What is left to be known is when the day begins and ends.</summary>
    [Theory]
    [InlineData("shift", 0.5)]
    [InlineData("wave", 0.85)]
    public async Task Calls_by_chance_within_a_rhythm_are_met_more_often_too(string rhythm, double left)
    {
        var (cold, coldFixed) = await CompareAsync(rhythm);
        Assert.True(coldFixed > 30, $"the fixed idle time has only {coldFixed} cold starts: nothing is compared");
        Assert.True(cold <= coldFixed * left, $"{cold} cold starts of {coldFixed}");
    }

    [Fact]
    public async Task The_fixed_idle_time_that_is_compared_with_is_what_the_pool_does()
    {
        var arrivals = Rhythm("shift").Take(400).ToList();
        var usage = await RunAsync(arrivals, new ScaleConfig { Warm = WarmMode.Fixed, Idle = TimeSpan.FromMinutes(10) });
        Assert.Equal(ColdStarts(arrivals, 600), usage.ColdStarts);
        Assert.Equal(usage.ColdStarts, usage.ColdStartsFixed);
        Assert.InRange(usage.IdleSeconds, usage.IdleSecondsFixed, usage.IdleSecondsFixed + arrivals.Count);
    }

    [Fact]
    public async Task Calls_without_any_rhythm_cost_no_more_than_chance_would()
    {
        var random = new Random(4);
        var at = TimeSpan.Zero;
        var arrivals = new List<TimeSpan>();
        while ((at += Exponential(random, TimeSpan.FromHours(5))) < TimeSpan.FromDays(Days)) arrivals.Add(at);
        var usage = await RunAsync(arrivals, new ScaleConfig());
        var idle = IdleOfEqualMemory(arrivals, usage.IdleSeconds);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chance: {arrivals.Count} calls, "
            + $"{usage.ColdStarts} cold, {usage.IdleSeconds / 3600 / Days:0.00} h a day; "
            + $"fixed {idle:0} s {ColdStarts(arrivals, idle)} cold"));
        Assert.InRange(usage.ColdStarts, 0, ColdStarts(arrivals, idle) * 1.2);
    }

    private static async Task<(long Cold, int ColdFixed)> CompareAsync(string rhythm)
    {
        var arrivals = Rhythm(rhythm);
        var usage = await RunAsync(arrivals, new ScaleConfig());
        var idle = IdleOfEqualMemory(arrivals, usage.IdleSeconds);
        var cold = ColdStarts(arrivals, idle);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rhythm}: {usage.Calls} calls; warm-up {usage.ColdStarts} cold, {usage.IdleSeconds / 3600 / Days:0.0} h a day; "
                + $"idle {idle:0} s of equal memory {cold} cold; removed {1 - ((double)usage.ColdStarts / cold):P1}; "
                + $"idle 60 s {usage.ColdStartsFixed} cold, {usage.IdleSecondsFixed / 3600 / Days:0.0} h a day"));
        Assert.Equal(arrivals.Count, usage.Calls);
        return (usage.ColdStarts, cold);
    }

    /// <summary>When calls come, from Monday at midnight.</summary>
    private static List<TimeSpan> Rhythm(string name)
    {
        var random = new Random(1);
        var arrivals = new List<TimeSpan>();
        for (var day = 0; day < Days; day++) arrivals.AddRange(Day(name, random).Select(t => TimeSpan.FromDays(day) + t));
        return arrivals;
    }

    private static List<TimeSpan> Day(string name, Random random)
    {
        var calls = new List<TimeSpan>();
        switch (name)
        {
            // Eight hours of work, a call every ten minutes by chance.
            case "shift":
                for (var t = At(6) + Exponential(random, Minutes(10)); t < At(14); t += Exponential(random, Minutes(10))) calls.Add(t);
                break;
            // Every hour of two shifts, give or take two minutes.
            case "hourly":
                for (var hour = 6; hour <= 22; hour++) calls.Add(At(hour) + Minutes((random.NextDouble() * 4) - 2));
                break;
            // Three rounds, give or take ten minutes.
            case "rounds":
                foreach (var hour in (int[])[6, 13, 21]) calls.Add(At(hour) + Minutes((random.NextDouble() * 20) - 10));
                break;
            // A press with a cycle of five minutes or a little more, for sixteen hours.
            case "cycle":
                for (var t = At(6); t < At(22); t += Minutes(5 + (random.NextDouble() * 2))) calls.Add(t);
                break;
            // By chance, every five minutes at noon and hardly ever at midnight.
            default:
                for (var t = Exponential(random, Minutes(5)); t < At(24); t += Exponential(random, Minutes(5)))
                {
                    if (random.NextDouble() < Math.Pow(Math.Sin(Math.PI * t.TotalDays), 4)) calls.Add(t);
                }

                break;
        }

        return calls;
    }

    private static async Task<FunctionUsage> RunAsync(List<TimeSpan> arrivals, ScaleConfig scale)
    {
        var time = new FakeTimeProvider(Monday);
        using var pool = new InstancePool(scale, () => new ScriptedInstance(), time);
        foreach (var arrival in arrivals)
        {
            // Second by second, as the pool looks: timers that are passed over together all see the end of the leap.
            while (Monday + arrival - time.GetUtcNow() > Second) time.Advance(Second);
            time.Advance(Monday + arrival - time.GetUtcNow());
            Assert.Equal(FunctionFault.None, (await pool.CallAsync("1"u8.ToArray(), TestContext.Current.CancellationToken)).Fault);
        }

        return pool.Usage;
    }

    private static int ColdStarts(List<TimeSpan> arrivals, double idle) => 1 + Pauses(arrivals).Count(p => p > idle);

    private static double IdleOfEqualMemory(List<TimeSpan> arrivals, double seconds)
    {
        var (low, high) = (0.0, TimeSpan.FromDays(1).TotalSeconds);
        for (var i = 0; i < 60; i++)
        {
            var idle = (low + high) / 2;
            if (Pauses(arrivals).Sum(p => Math.Min(p, idle)) < seconds) low = idle;
            else high = idle;
        }

        return high;
    }

    private static IEnumerable<double> Pauses(List<TimeSpan> arrivals) => arrivals.Zip(arrivals.Skip(1), (a, b) => (b - a).TotalSeconds);

    private static TimeSpan Exponential(Random random, TimeSpan mean) => mean * -Math.Log(1 - random.NextDouble());

    private static TimeSpan At(int hour) => TimeSpan.FromHours(hour);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
