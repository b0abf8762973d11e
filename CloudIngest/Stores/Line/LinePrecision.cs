namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>A precision of line-protocol timestamps.</summary>
/// <param name="Name">As InfluxDB 2.x and VictoriaMetrics call it; 1.x says <c>n</c> and <c>u</c> for the finest two.</param>
/// <param name="Ticks">Its length in ticks of 100 ns; 0 for nanoseconds.</param>
internal sealed record LinePrecision(string Name, long Ticks)
{
    private static readonly LinePrecision[] CoarsestFirst =
        [new("s", TimeSpan.TicksPerSecond), new("ms", TimeSpan.TicksPerMillisecond), new("us", TimeSpan.TicksPerMicrosecond), new("ns", 0)];

    /// <summary>The coarsest precision that is exact for all of these points: shorter lines, and denser storage.</summary>
    public static LinePrecision For(IReadOnlyList<NodePoint> points)
    {
        var precision = 0;
        foreach (var point in points)
        {
            var ticks = PointTime.Ticks(point.Point.Time);
            while (CoarsestFirst[precision].Ticks is var unit && unit != 0 && ticks % unit != 0) precision++;
        }

        return CoarsestFirst[precision];
    }

    /// <summary>The name InfluxDB 1.x knows.</summary>
    public string ShortName => Name switch { "us" => "u", "ns" => "n", _ => Name };

    /// <summary>A time in this precision.</summary>
    public long Of(DateTimeOffset time) => Ticks == 0 ? PointTime.ToNanoseconds(time) : PointTime.Ticks(time) / Ticks;
}
