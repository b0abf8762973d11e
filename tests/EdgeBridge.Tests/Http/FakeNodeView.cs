using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Tests.Http;

/// <summary>A node whose state a test sets by hand.</summary>
internal sealed class FakeNodeView : INodeView
{
    private readonly RecentResults _recent = new(16);

    public EdgeSnapshot State { get; set; } = new()
    {
        Node = "press-hall",
        At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        MessagesReceived = 120,
        IngressBytes = 4800,
        Outbox = new(2, 7, 4096),
        Uplink = UplinkState.Up,
        MqttUp = true,
        Bindings = [new() { Binding = "press_climate", Received = 103, InWindows = 90, Filtered = 6, Late = 1, Rejected = 1, Duplicates = 3,
            InFlight = 2 }],
    };

    public LinkSwitch Link { get; } = new();

    public HealthChecks Health { get; } = new();

    public long? PointsStored { get; set; }

    public IDeadLetterService? DeadLetters { get; init; }

    public EdgeLedger? Kept { get; set; }

    public EdgeLedger? Ledger() => Kept;

    public MeterReadings? Meters { get; set; }

    public ListenerCounts? Listener { get; set; }

    public IReadOnlyList<AnswerCount> Answers { get; set; } = [];

    public SecurityCounts? Security { get; set; }

    public EdgeSnapshot Snapshot() => State;

    public IReadOnlyList<RecentResult> Recent(long after) => _recent.After(after);

    public void Produce(string device, double mean) => _recent.Add("press_climate", new Point
    {
        Measurement = "press_climate",
        Tags = [new("device", device)],
        Fields = [new("temperature_mean", FieldValue.Of(mean)), new("note", FieldValue.Of("text is not drawn"))],
        Time = State.At,
        WindowEnd = State.At.AddSeconds(2),
    });
}
