using System.Text.Json;
using EventEdge.Demo;
using EventEdge.EdgeBridge.Status;

namespace EventEdge.EventEdge.Tests.Demo;

public sealed class DemoReportTests
{
    private static readonly EdgeSnapshot Node = new()
    {
        Node = "demo",
        At = DateTimeOffset.UnixEpoch,
        MessagesReceived = 30,
        IngressBytes = 900,
        UplinkBytes = 80,
        OutboxDepthMax = 12,
        Outbox = new(1, 3, 100),
        Bindings =
        [
            new() { Binding = "a", Received = 20, InWindows = 12, Filtered = 4, Late = 2, Rejected = 1, InFlight = 1, Measurements = 5,
                Revisions = 2 },
            new() { Binding = "b", Received = 10, InWindows = 11, Measurements = 6 },
            new() { Binding = "c", Received = 10, InWindows = 7, Duplicates = 2, Measurements = 1 },
        ],
    };

    private static readonly DemoTimes Times = new(TimeSpan.FromMilliseconds(640.44), TimeSpan.FromSeconds(20.0004));

    [Fact]
    public void The_ledgers_of_all_bindings_are_added_up()
    {
        var report = DemoReport.Of(Node, pointsStored: 12, sent: 30, Times);
        Assert.Equal((40, 30, 4, 2), (report.EventsReceived, report.EventsInWindows, report.EventsFiltered, report.EventsLate));
        Assert.Equal((1, 2, 1, 12, 2),
            (report.EventsRejected, report.EventsDuplicates, report.EventsInFlight, report.MeasurementsProduced, report.RevisionsProduced));
        Assert.Equal(640.4, report.ReadyMs);
        Assert.True(report.RssPeakBytes > 1 << 20);
    }

    [Fact]
    public void What_is_missing_in_one_binding_is_not_made_good_by_another() =>
        Assert.Equal(2, DemoReport.Of(Node, 12, 30, Times).LedgerUnexplained);

    [Fact]
    public void The_file_has_every_field_by_its_documented_name()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(DemoReport.Of(Node, 12, 30, Times), DemoJson.Readable.DemoReport));
        Assert.All(
            (string[])
            [
                "events_received", "events_in_windows", "events_filtered", "events_late", "events_rejected", "events_duplicates",
                "events_in_flight",
                "ledger_unexplained", "measurements_produced", "points_stored", "ingress_bytes", "uplink_bytes", "outbox_max_depth",
                "ready_ms", "rss_peak_bytes",
            ],
            name => Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(name).ValueKind));
    }
}
