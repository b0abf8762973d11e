using EventEdge.CloudIngest.Status;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Metrics;

namespace EventEdge.CloudIngest.Http;

/// <summary>What a cloud node has to tell besides its ingest, as instruments.</summary>
internal static class CloudMetrics
{
    private const string StoredHelp =
        "Distinct points in the store: counted by the embedded one, for others the first revisions they took.";

    /// <summary>Makes them.</summary>
    /// <param name="status">How the ingest does.</param>
    /// <param name="security">What the guards decided.</param>
    /// <param name="time">Clock.</param>
    public static IDisposable Open(CloudIngestStatus status, Func<SecurityCounts?> security, TimeProvider time) =>
        new ObservedMeter<CloudSnapshot>("EventEdge.CloudIngest.Node", status.Meters.Scope, status.Snapshot, time)
            .Gauges("eventedge_ingest_info", "Always 1; the label says which store this node writes.",
                now => [Series.Of(1, ("store", now.Store))])
            .Gauge("eventedge_ready", "1 when the node takes frames.", now => HealthEntry.Worst(now.Health) < HealthLevel.Failed ? 1 : 0)
            .Gauge("eventedge_store_points", StoredHelp, now => now.PointsStored)
            .AddHealth(now => now.Health)
            .AddAccess(_ => security());
}
