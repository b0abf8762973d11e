using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.RateOfChange;

/// <summary>The rate between two measured values.</summary>
internal sealed class Slope(RateOfChangeConfig config)
{
    private readonly string _output = $"{config.Field}_rate";

    /// <summary>The field watched.</summary>
    public string Field => config.Field;

    /// <summary>
    /// <c>{field}_rate</c> between two values; null when both are of the same instant. It does not matter which of the two is the older.
    /// </summary>
    public Measurement? Between(ExactEdge one, ExactEdge other)
    {
        var elapsed = other.Ticks - one.Ticks;
        return elapsed == 0 ? null : Measurement.Of(
            (_output, WholeNumber.Difference(other.Value, one.Value) * ((double)config.Per.Ticks / elapsed)));
    }
}
