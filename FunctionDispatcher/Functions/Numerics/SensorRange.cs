namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>Which values the built-in functions calculate with.</summary>
internal static class SensorRange
{
    /// <summary>Largest magnitude that counts as a measured number: squares of it, and sums of those, are still doubles.</summary>
    public const double Limit = 1e150;

    /// <summary>True for a finite number within ±<see cref="Limit"/>; false for NaN too.</summary>
    public static bool Holds(double value) => Math.Abs(value) <= Limit;
}
