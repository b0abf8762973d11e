using System.Globalization;

namespace EventEdge.Measure.Results;

/// <summary>A promise about one figure: its ratio to the peer, or its value where there is none.</summary>
internal sealed record Budget(string Text, string Suite, string Name, string Metric, bool OfRatio, bool AtMost, double Limit)
{
    /// <summary>DESIGN's budgets that this bench measures.</summary>
    public static readonly IReadOnlyList<Budget> All =
    [
        new("throughput, QoS 0 → JSON → window: ≥ 8 × Node-RED", "pipeline", "eventedge", "throughput", OfRatio: true, AtMost: false, 8),
        new("processor time a message, broker included: ≤ 5 µs", "pipeline", "eventedge", "cpu", OfRatio: false, AtMost: true, 5),
        new("durable QoS 1, 8 clients × 100 in flight: ≥ Mosquitto from memory", "pipeline", "eventedge, 8 clients", "durable",
            OfRatio: true, AtMost: false, 1),
        new("durable QoS 1, 1 client × 100 in flight: ≥ half of Mosquitto", "pipeline", "eventedge, 1 client", "durable", OfRatio: true,
            AtMost: false, 0.5),
        new("latency p50 at 1,000 msg/s: ≤ 0.5 × Node-RED", "latency", "eventedge", "p50", OfRatio: true, AtMost: true, 0.5),
        new("latency p99 at 1,000 msg/s: ≤ 0.8 × Node-RED", "latency", "eventedge", "p99", OfRatio: true, AtMost: true, 0.8),
        new("durable latency p50: ≤ QoS 0 and two bare syncs", "latency", "eventedge, durable QoS 1", "p50, warm", OfRatio: true,
            AtMost: true, 1),
        new("100,000 keys in open tumbling windows: ≤ 1 KiB of heap a key", "windows", "tumbling, 100000 keys", "heap", OfRatio: false,
            AtMost: true, 1024),
        new("100,000 keys in open hopping windows: ≤ 1 KiB of heap a key", "windows", "hopping, 100000 keys", "heap", OfRatio: false,
            AtMost: true, 1024),
        new("idle memory: ≤ 70 MB", "idle", "eventedge edge", "rss", OfRatio: false, AtMost: true, 70),
        new("idle processor: ≤ 0.5 %", "idle", "eventedge edge", "cpu", OfRatio: false, AtMost: true, 0.5),
        new("eight hours in ten minutes: live heap after a full collection grows by ≤ 5 %", "soak", "live heap", "growth", OfRatio: false,
            AtMost: true, 5),
        new("ready after start: ≤ 1.0 s", "idle", "eventedge edge", "ready", OfRatio: false, AtMost: true, 1000),
    ];

    /// <summary>The line the budget is about; null when it was not measured.</summary>
    public ResultLine? Find(IEnumerable<ResultLine> lines) =>
        lines.FirstOrDefault(l => (l.Suite, l.Name, l.Metric) == (Suite, Name, Metric));

    /// <summary>Whether the figure keeps the budget.</summary>
    public bool IsMetBy(ResultLine line) => AtMost ? Measured(line) <= Limit : Measured(line) >= Limit;

    /// <summary>The figure in words.</summary>
    public string Describe(ResultLine line) => OfRatio
        ? string.Create(CultureInfo.InvariantCulture, $"{line.Ratio:0.##} × {line.Peer}")
        : string.Create(CultureInfo.InvariantCulture, $"{line.Value:#,0.##} {line.Unit}");

    private double Measured(ResultLine line) => OfRatio ? line.Ratio : line.Value;
}
