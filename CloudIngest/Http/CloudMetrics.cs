using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;

namespace EventEdge.CloudIngest.Http;

/// <summary>The <c>/metrics</c> page of a cloud node.</summary>
internal static class CloudMetrics
{
    public static string Of(CloudIngestStatus status, SecurityCounts? security)
    {
        var (now, page) = (status.Snapshot(), new PrometheusText());
        page.Gauge("eventedge_ingest_info", "Always 1; the label says which store this node writes.").Sample(1, ("store", now.Store))
            .Gauge("eventedge_ready", "1 when the node takes frames.").Sample(HealthEntry.Worst(now.Health) < HealthLevel.Failed ? 1 : 0)
            .Gauge("eventedge_store_points", "Distinct points in the store: counted by the embedded one, for others the first revisions they took.").Sample(now.PointsStored);
        HealthMetrics.Write(page, now.Health);
        IngestMetrics.Write(page, now, status.Sums());
        if (security is not null) AccessMetrics.Write(page, security);
        status.Meters.Write(page);
        return page.ToString();
    }

    /// <summary>The ingest's part alone, for the page of a process that has more.</summary>
    public static string Part(CloudIngestStatus status)
    {
        var page = new PrometheusText();
        IngestMetrics.Write(page, status.Snapshot(), status.Sums());
        return page.ToString();
    }
}
