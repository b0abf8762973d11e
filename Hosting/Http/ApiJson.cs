using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Health;

namespace EventEdge.Hosting.Http;

/// <summary>The JSON of what both nodes answer: snake_case names, enum values in lower case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(HealthLevelConverter)])]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Levels in lower case.</summary>
public sealed class HealthLevelConverter() : JsonStringEnumConverter<HealthLevel>(JsonNamingPolicy.SnakeCaseLower);

/// <summary>Delivery classes in snake_case.</summary>
public sealed class DeliveryClassConverter() : JsonStringEnumConverter<DeliveryClass>(JsonNamingPolicy.SnakeCaseLower);
