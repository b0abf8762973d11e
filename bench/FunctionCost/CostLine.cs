using System.Diagnostics;
using System.Text.Json;

namespace EventEdge.FunctionCost;

/// <summary>What one kind of call takes, beside the least it could take.</summary>
/// <param name="Name">The runtime.</param>
/// <param name="Call">Microseconds a call, the middle of many.</param>
/// <param name="Floor">Microseconds of what no runtime could do without.</param>
/// <param name="FloorName">What that is.</param>
internal sealed record CostLine(string Name, double Call, double Floor, string FloorName)
{
    private const int Rounds = 5;

    public void Print() => Console.WriteLine(JsonSerializer.Serialize(new
    {
        suite = "functions",
        name = Name,
        metric = "call",
        value = Math.Round(Call, 2),
        unit = "us",
        peer = FloorName,
        ratio = Math.Round(Call / Math.Max(Floor, 0.001), 2),
        over = Math.Round(Call - Floor, 2),
    }));

    /// <summary>
    /// The middle of so many calls, in microseconds, in the best of some rounds: what is measured is the call, not its neighbours.
    /// </summary>
    public static async Task<double> TimeAsync(int calls, Func<ValueTask> call)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++) best = Math.Min(best, await RoundAsync(calls, call));
        return best;
    }

    /// <summary>The same of two that take turns, so that what else the machine does falls on both.</summary>
    public static async Task<(double Call, double Floor)> TimeAsync(int calls, Func<ValueTask> call, Func<ValueTask> floor)
    {
        var (bestCall, bestFloor) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            bestCall = Math.Min(bestCall, await RoundAsync(calls, call));
            bestFloor = Math.Min(bestFloor, await RoundAsync(calls, floor));
        }

        return (bestCall, bestFloor);
    }

    /// <summary>
    /// The mean of so many calls, in microseconds, in the best of some rounds: for calls too short to be timed one by one.
    /// </summary>
    public static double Time(int calls, Action call)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++) call();
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMicroseconds / calls);
        }

        return best;
    }

    private static async Task<double> RoundAsync(int calls, Func<ValueTask> call)
    {
        var times = new long[calls];
        for (var i = 0; i < calls; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await call();
            times[i] = Stopwatch.GetTimestamp() - began;
        }

        Array.Sort(times);
        return times[calls / 2] * 1e6 / Stopwatch.Frequency;
    }
}
