using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>What two neighbouring samples contribute, and what the aggregate makes of the sum.</summary>
internal abstract class Between
{
    /// <summary>Whether what lies between the last sample before the window and its first one belongs to the window.</summary>
    public virtual bool LooksBack => false;

    /// <summary>Adds what lies between two neighbours.</summary>
    public abstract void Add(in Sample earlier, in Sample later, ref ExactSum total);

    /// <summary>The value of samples of which there is at least one.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="end">Where the window ends, in UTC ticks.</param>
    public abstract FieldValue Value(in BetweenSamples samples, long end);
}

/// <summary>The mean of numbers, each of which holds until the next, the last until the window ends.</summary>
internal sealed class TimeWeightedMean : Between
{
    public override void Add(in Sample earlier, in Sample later, ref ExactSum total) =>
        total.AddProduct(earlier.Value.AsNumber, later.Ticks - earlier.Ticks);

    public override FieldValue Value(in BetweenSamples samples, long end)
    {
        var all = default(ExactSum);
        all.Add(samples.Total);
        var rest = Math.Max(0, end - samples.Last.Ticks);
        all.AddProduct(samples.Last.Value.AsNumber, rest);
        var length = samples.Last.Ticks - samples.First.Ticks + rest;
        return length > 0 ? all.Value / length : samples.Last.Value;
    }
}

/// <summary>The area under straight lines between numbers, in their unit times seconds.</summary>
internal sealed class Integral : Between
{
    public override void Add(in Sample earlier, in Sample later, ref ExactSum total)
    {
        double ticks = later.Ticks - earlier.Ticks;
        total.AddProduct(earlier.Value.AsNumber, ticks);
        total.AddProduct(later.Value.AsNumber, ticks);
    }

    public override FieldValue Value(in BetweenSamples samples, long end) => samples.Total / 2 / TimeSpan.TicksPerSecond;
}

/// <summary>
/// What a counter grew by. A fall is a reset: it began again at 0; with a range it rolled over, and went on from 0 after range − 1.
/// </summary>
internal sealed class Increase(double range, bool isRate) : Between
{
    public override bool LooksBack => !isRate;

    public override void Add(in Sample earlier, in Sample later, ref ExactSum total)
    {
        var isFall = WholeNumber.Compare(later.Value, earlier.Value) < 0;
        var isReset = isFall && !(earlier.Value.AsNumber < range);
        // A counter that began again below 0 is none: nothing is known of what it grew by.
        if (isReset && later.Value.AsNumber < 0) return;
        Add(later.Value, 1, ref total);
        if (isReset) return;
        if (isFall) total.Add(range);
        Add(earlier.Value, -1, ref total);
    }

    // A counter beyond 2^53 is more than one double holds: what is left of it is another.
    private static void Add(in FieldValue counter, int sign, ref ExactSum total)
    {
        total.Add(sign * counter.AsNumber);
        if (counter.IsRounded) total.Add(sign * WholeNumber.Difference(counter, counter.AsNumber));
    }

    public override FieldValue Value(in BetweenSamples samples, long end)
    {
        if (!isRate) return samples.Total;
        var ticks = samples.Last.Ticks - samples.First.Ticks;
        return ticks > 0 ? samples.Total / ticks * TimeSpan.TicksPerSecond : FieldValue.Missing;
    }
}

/// <summary>
/// For how many seconds a condition held: from a sample for which it does to the next, from the last to the end of the window.
/// </summary>
internal sealed class Duration : Between
{
    public override void Add(in Sample earlier, in Sample later, ref ExactSum total)
    {
        if (earlier.Value.AsBoolean) total.Add(later.Ticks - earlier.Ticks);
    }

    public override FieldValue Value(in BetweenSamples samples, long end) =>
        (samples.Total + (samples.Last.Value.AsBoolean ? Math.Max(0, end - samples.Last.Ticks) : 0)) / TimeSpan.TicksPerSecond;
}

/// <summary>How often a value differs from the one before it.</summary>
internal sealed class Transitions : Between
{
    public override void Add(in Sample earlier, in Sample later, ref ExactSum total)
    {
        if (earlier.Value != later.Value) total.Add(1);
    }

    public override FieldValue Value(in BetweenSamples samples, long end) => samples.Total;
}
