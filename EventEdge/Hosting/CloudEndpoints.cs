using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.EdgeBridge.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.Hosting;

/// <summary>A cloud node's HTTP: page, health, <c>/api/status</c> and its half of the ledger.</summary>
internal static class CloudEndpoints
{
    public static void MapCloud(this IEndpointRouteBuilder routes, CloudIngestStatus status, string data)
    {
        routes.MapCloudPage();
        routes.MapHealth(status.Health.Look);
        routes.MapGet("/api/status", () => Results.Json(status.Snapshot(), CloudJson.Default.CloudSnapshot));
        routes.MapGet("/api/ledger", () => Results.Json(new CloudBooksAnswer(Books(data)), LedgerJson.Default.CloudBooksAnswer));
    }

    private static CloudBooks Books(string data)
    {
        using var reader = new CloudBooksReader(data);
        return reader.Books();
    }

}

/// <summary>Answer of <c>/api/ledger</c>.</summary>
/// <param name="Cloud">The cloud node's books.</param>
internal sealed record CloudBooksAnswer(CloudBooks? Cloud);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoreStateConverter), typeof(HealthLevelConverter)])]
[JsonSerializable(typeof(CloudSnapshot))]
internal sealed partial class CloudJson : JsonSerializerContext;

internal sealed class StoreStateConverter() : JsonStringEnumConverter<StoreState>(JsonNamingPolicy.SnakeCaseLower);
