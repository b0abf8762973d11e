using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Http;
using EventEdge.Hosting.Process;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The JSON of the API: snake_case names, enum values in lower case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UplinkStateConverter), typeof(HealthLevelConverter)])]
[JsonSerializable(typeof(EdgeSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<RecentResult>))]
[JsonSerializable(typeof(IReadOnlyList<HealthEntry>))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>
    /// Every property of the snapshot, then what only the process as a whole knows: <c>health</c>, <c>version</c>,
    /// <c>link_cut</c>, <c>points_stored</c>.
    /// </summary>
    public static JsonObject Status(INodeView view)
    {
        var node = view.Snapshot();
        var status = JsonSerializer.SerializeToNode(node, Default.EdgeSnapshot)!.AsObject();
        status["health"] = JsonSerializer.SerializeToNode(EdgeHealth.Of(node, view.Health), Default.IReadOnlyListHealthEntry);
        status["version"] = ProgramVersion.Text;
        status["link_cut"] = view.Link.IsCut;
        status["points_stored"] = view.PointsStored;
        return status;
    }
}

internal sealed class UplinkStateConverter() : JsonStringEnumConverter<UplinkState>(JsonNamingPolicy.SnakeCaseLower);
