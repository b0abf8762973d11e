using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The JSON of the API: snake_case names, enum values in lower case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UplinkStateConverter)])]
[JsonSerializable(typeof(EdgeSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<RecentResult>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>Every property of the snapshot, then what only the process as a whole knows: <c>link_cut</c>, <c>points_stored</c>.</summary>
    public static JsonObject Status(INodeView view)
    {
        var status = JsonSerializer.SerializeToNode(view.Snapshot(), Default.EdgeSnapshot)!.AsObject();
        status["link_cut"] = view.Link.IsCut;
        status["points_stored"] = view.PointsStored;
        return status;
    }
}

internal sealed class UplinkStateConverter() : JsonStringEnumConverter<UplinkState>(JsonNamingPolicy.SnakeCaseLower);
