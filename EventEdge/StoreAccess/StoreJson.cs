using System.Text.Json.Serialization;
using EventEdge.Cli;

namespace EventEdge.StoreAccess;

/// <summary>What commands say of a store, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoreSetupLine))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    /// <inheritdoc cref="ReadableJson"/>
    public static StoreJson Readable { get; } = new(ReadableJson.Options());
}
