using System.Text.Json.Serialization;
using EventEdge.Cli;

namespace EventEdge.DeadLetters;

/// <summary>What commands say of dead letters, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeadLetterLine))]
[JsonSerializable(typeof(RetryLine))]
[JsonSerializable(typeof(DropSummary))]
internal sealed partial class DeadLetterJson : JsonSerializerContext
{
    /// <inheritdoc cref="ReadableJson"/>
    public static DeadLetterJson Readable { get; } = new(ReadableJson.Options());
}
