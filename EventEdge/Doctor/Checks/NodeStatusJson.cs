using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EventEdge.Doctor.Checks;

/// <summary>The JSON of a node's status as it is read.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeStatusJson : JsonSerializerContext;
