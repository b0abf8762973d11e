using System.Text.Json.Serialization;
using EventEdge.Cli;
using EventEdge.Replay;

namespace EventEdge.Commands;

/// <summary>The results of commands as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplaySummary))]
[JsonSerializable(typeof(PublishSummary))]
[JsonSerializable(typeof(ValidateSummary))]
[JsonSerializable(typeof(LinkChange))]
[JsonSerializable(typeof(LinkLine))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <inheritdoc cref="ReadableJson"/>
    public static CommandJson Readable { get; } = new(ReadableJson.Options());
}
