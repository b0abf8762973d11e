using System.Text.Json.Serialization;
using EventEdge.Cli;

namespace EventEdge.Users;

/// <summary>What commands say of users, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UserLine))]
internal sealed partial class UserJson : JsonSerializerContext
{
    /// <inheritdoc cref="ReadableJson"/>
    public static UserJson Readable { get; } = new(ReadableJson.Options());
}
