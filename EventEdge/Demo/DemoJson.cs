using System.Text.Json.Serialization;
using EventEdge.Cli;

namespace EventEdge.Demo;

/// <summary>A demo's report as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJson : JsonSerializerContext
{
    /// <inheritdoc cref="ReadableJson"/>
    public static DemoJson Readable { get; } = new(ReadableJson.Options());
}
