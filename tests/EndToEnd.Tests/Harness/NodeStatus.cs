using System.Text.Json;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary><c>/api/status</c>, with the sums a test asks for.</summary>
internal sealed record NodeStatus(JsonElement Json)
{
    public string Uplink => Text("uplink") ?? string.Empty;

    public bool MqttUp => Json.GetProperty("mqtt_up").GetBoolean();

    public string? ConfigurationError => Text("configuration_error");

    public long DeadLetters => Number("dead_letters");

    public long MessagesReceived => Number("messages_received");

    public long OutboxPoints => Json.GetProperty("outbox").GetProperty("points").GetInt64();

    /// <summary>Distinct points in the store: known to a cloud node and to a process that holds both sides.</summary>
    public long PointsStored => Number("points_stored");

    public long Received => Sum("received");

    public long InWindows => Sum("in_windows");

    public long Rejected => Sum("rejected");

    public long Late => Sum("late");

    public long Measurements => Sum("measurements");

    public long Unexplained => Sum("unexplained");

    /// <summary>Nothing is on its way any more: not before the dispatcher, not in it, not in the outbox.</summary>
    public bool IsDrained => Number("in_flight") == 0 && Sum("in_flight") == 0 && OutboxPoints == 0;

    public override string ToString() => Json.GetRawText();

    private long Number(string name) => Json.GetProperty(name).GetInt64();

    private string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private long Sum(string name) => Json.GetProperty("bindings").EnumerateArray().Sum(b => b.GetProperty(name).GetInt64());
}
