using EventEdge.CloudIngest.Ledger;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;

namespace EventEdge.CloudIngest.Http;

/// <summary>The <c>/metrics</c> page of a cloud node.</summary>
public static class CloudMetrics
{
    internal static string Of(CloudIngestStatus status, string data, SecurityCounts? security)
    {
        var (now, page) = (status.Snapshot(), new PrometheusText());
        page.Gauge("eventedge_ingest_info", "Always 1; the label says which store this node writes.").Sample(1, ("store", now.Store))
            .Gauge("eventedge_ready", "1 when the node takes frames.").Sample(HealthEntry.Worst(now.Health) < HealthLevel.Failed ? 1 : 0)
            .Gauge("eventedge_store_points", "Distinct points in the store: counted by the embedded one, for others the first revisions they took.").Sample(now.PointsStored);
        HealthMetrics.Write(page, now.Health);
        IngestMetrics.Write(page, now, Books(data));
        if (security is not null) AccessMetrics.Write(page, security);
        status.Meters.Write(page);
        return page.ToString();
    }

    /// <summary>The ingest's part alone, for the page of a process that has more.</summary>
    public static string Part(CloudIngestStatus status, string data)
    {
        var page = new PrometheusText();
        IngestMetrics.Write(page, status.Snapshot(), Books(data));
        return page.ToString();
    }

    // A page that fails tells nothing of why: what cannot be read now is left out of it.
    private static CloudBooks? Books(string data)
    {
        try
        {
            using var reader = new CloudBooksReader(data);
            return reader.Sums();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
