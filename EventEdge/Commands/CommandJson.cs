using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Demo;
using EventEdge.Replay;

namespace EventEdge.Commands;

/// <summary>JSON of the command's results: snake_case, readable text.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplaySummary))]
[JsonSerializable(typeof(PublishSummary))]
[JsonSerializable(typeof(ValidateSummary))]
[JsonSerializable(typeof(DemoReport))]
[JsonSerializable(typeof(DeadLetterLine))]
[JsonSerializable(typeof(RetryLine))]
[JsonSerializable(typeof(UserLine))]
[JsonSerializable(typeof(DropSummary))]
[JsonSerializable(typeof(LinkChange))]
[JsonSerializable(typeof(LinkLine))]
[JsonSerializable(typeof(StoreSetupLine))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>The same, with quotes and accents left as they are: the output is no web page.</summary>
    public static CommandJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
