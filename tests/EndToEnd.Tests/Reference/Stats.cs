namespace EventEdge.EndToEnd.Tests.Reference;

/// <summary>Which window of which series.</summary>
internal readonly record struct WindowKey(string File, long StartSeconds)
{
    public override string ToString() => $"{File} {DateTimeOffset.FromUnixTimeSeconds(StartSeconds):yyyy-MM-dd HH:mm}";
}

/// <summary>What a window must say.</summary>
internal readonly record struct Stats(long Count, double Min, double Max, double Sum)
{
    /// <summary>Count and extremes to the bit, the sum but for the order of additions.</summary>
    public bool Agrees(Stats other) =>
        Count == other.Count && Min.Equals(other.Min) && Max.Equals(other.Max)
        && Math.Abs(Sum - other.Sum) <= 1e-9 * Math.Max(Math.Abs(Sum), Math.Abs(other.Sum));

    /// <summary>The same with every event seen so many times: only count and sum grow.</summary>
    public Stats Redelivered(int times) => this with { Count = Count * times, Sum = Sum * times };
}
