using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Metrics;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class MetricsPageTests
{
    private static readonly Type[] Counters = [
        typeof(LogTelemetry), typeof(DeadLetterTelemetry), typeof(OutboxTelemetry), typeof(UplinkTelemetry)];

    private readonly FakeNodeView _node = new();

    [Fact]
    public void The_page_reads_as_prometheus_text()
    {
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(120, page.Value("eventedge_messages_received_total"));
        Assert.Equal(4096, page.Value("eventedge_outbox_bytes"));
        Assert.Equal(90, page.Value("eventedge_binding_events_total", ("binding", "press_climate"), ("outcome", "in_windows")));
        Assert.Equal(0, page.Value("eventedge_binding_unexplained_events", ("binding", "press_climate")));
    }

    [Fact]
    public void Every_name_has_our_prefix_and_every_counter_ends_in_total()
    {
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.All(page.Families, family => Assert.StartsWith("eventedge_", family.Name));
        Assert.All(page.Families,
            family => Assert.Equal(family.Type == "counter", family.Name.EndsWith("_total", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_outcomes_add_up_to_what_was_received()
    {
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        var outcomes = page.Samples.Where(sample => sample.Name == "eventedge_binding_events_total").Sum(sample => sample.Value);
        var inFlight = page.Value("eventedge_binding_events_in_flight", ("binding", "press_climate"));
        Assert.Equal(page.Value("eventedge_binding_events_received_total", ("binding", "press_climate")), outcomes + inFlight);
    }

    [Fact]
    public void Exactly_one_uplink_state_is_set()
    {
        _node.State = _node.State with { Uplink = UplinkState.Down };
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(1, page.Value("eventedge_uplink_state", ("state", "down")));
        Assert.Equal(1, page.Samples.Where(sample => sample.Name == "eventedge_uplink_state").Sum(sample => sample.Value));
    }

    [Fact]
    public void A_label_can_hold_any_text()
    {
        const string awkward = "quote \" backslash \\ line\nend } = ,";
        _node.State = _node.State with { Node = awkward };
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(1, page.Value("eventedge_node_info", ("node", awkward)));
    }

    [Fact]
    public void Decisions_of_the_guards_are_counted_by_event_and_outcome()
    {
        Assert.DoesNotContain("eventedge_security", MetricsPage.Of(_node));
        _node.Security = new([new(AuditEvent.Connect, Allowed: false, 7)], AuditLost: 2);
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(7, page.Value("eventedge_security_decisions_total", ("event", "connect"), ("outcome", "refused")));
        Assert.Equal(2, page.Value("eventedge_audit_lost_total"));
    }

    [Fact]
    public void Functions_outside_the_process_say_what_their_instances_cost()
    {
        _node.State = _node.State with
        {
            Functions = [new("fft", new FunctionUsage { Calls = 10, ColdStarts = 2, ColdStartsFixed = 9, Working = 1, IdleSeconds = 30,
                IdleSecondsFixed = 100, InstanceBytes = 1000 })],
            Disabled = [new("hangs", "the binding is disabled")],
        };
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(2, page.Value("eventedge_function_cold_starts_total", ("binding", "fft")));
        Assert.Equal(1, page.Value("eventedge_function_instances", ("binding", "fft"), ("state", "working")));
        Assert.Equal(70_000, page.Value("eventedge_function_memory_saved_byte_seconds", ("binding", "fft")));
        Assert.Equal(1, page.Value("eventedge_binding_disabled", ("binding", "hangs")));
        Assert.All(page.Families,
            family => Assert.Equal(family.Type == "counter", family.Name.EndsWith("_total", StringComparison.Ordinal)));
    }

    [Fact]
    public void Timers_say_what_they_left_out()
    {
        Assert.DoesNotContain("eventedge_timer", MetricsPage.Of(_node));
        _node.State = _node.State with { Timers = [new("hourly", 3), new("daily", 0)] };
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node));
        Assert.Equal(3, page.Value("eventedge_timer_missed_ticks_total", ("binding", "hourly")));
        Assert.Equal(0, page.Value("eventedge_timer_missed_ticks_total", ("binding", "daily")));
    }

    [Fact]
    public void What_the_instruments_of_the_process_count_is_on_the_page()
    {
        var page = ExpositionFormat.Parse(MetricsPage.Of(_node, Counters));
        Assert.Contains(page.Families, family => family.Name == "eventedge_edge_log_lost_records_total");
        Assert.Single(page.Families, family => family.Name == "eventedge_uplink_bytes_total");
    }

    [Fact]
    public void Another_node_of_the_process_is_not_on_the_page()
    {
        using var other = new MeterReadings("EventEdge.EdgeBridge");
        using var metrics = EdgeMetrics.Open(
            new FakeNodeView { State = _node.State with { Node = "other" } }, other.Scope, TimeProvider.System);
        Assert.Equal("press-hall",
            Assert.Single(ExpositionFormat.Parse(MetricsPage.Of(_node)).Samples, s => s.Name == "eventedge_node_info").Labels["node"]);
    }

    [Fact]
    public void The_reference_lists_what_is_on_the_page()
    {
        (_node.PointsStored, _node.Security, _node.Listener) = (1, new([new(AuditEvent.Connect, true, 1)], 0), new(1, 0, 1, 0, 0, 0, 0, 0));
        _node.State = _node.State with
        { Functions = [new("fft", new FunctionUsage())], Timers = [new("hourly", 0)], Disabled = [new("hangs", "it hung")] };
        _node.Answers = [new("now", 2, 1)];
        ReferenceTable.MustBe("docs/reference/metrics.md", "edge", ExpositionFormat.Parse(MetricsPage.Of(_node, Counters)).ToTable());
    }

    [Fact]
    public void The_store_appears_only_where_it_is_in_the_process()
    {
        Assert.DoesNotContain("eventedge_store_points", MetricsPage.Of(_node));
        _node.PointsStored = 5;
        Assert.Equal(5, ExpositionFormat.Parse(MetricsPage.Of(_node)).Value("eventedge_store_points"));
    }
}
