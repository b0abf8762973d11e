using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Status;
using EventEdge.Hosting.Http;

namespace EventEdge.CloudIngest.Http;

/// <summary>The JSON of <c>/api/status</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoreStateConverter), typeof(HealthLevelConverter)])]
[JsonSerializable(typeof(CloudSnapshot))]
internal sealed partial class CloudJson : JsonSerializerContext;

/// <summary>The JSON of <c>/api/ledger</c>, for both ends.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(DeliveryClassConverter)])]
[JsonSerializable(typeof(CloudLedgerAnswer))]
public sealed partial class CloudLedgerJson : JsonSerializerContext;

/// <summary>Answer of <c>/api/ledger</c>.</summary>
/// <param name="Cloud">The cloud node's ledger.</param>
public sealed record CloudLedgerAnswer(CloudLedger? Cloud);

internal sealed class StoreStateConverter() : JsonStringEnumConverter<StoreState>(JsonNamingPolicy.SnakeCaseLower);
