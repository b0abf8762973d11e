using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.Hosting;

/// <summary>A cloud node's HTTP: health and <c>/api/status</c>. A store that is down degrades it; frames then wait in RabbitMQ.</summary>
internal static class CloudEndpoints
{
    public static void MapCloud(this IEndpointRouteBuilder routes, CloudIngestStatus status, string data)
    {
        routes.MapGet("/", () => Results.Redirect("/api/status"));
        routes.MapGet("/healthz/live", () => Health(new("live", null)));
        routes.MapGet("/healthz/ready", () => Health(Ready(status.Snapshot())));
        routes.MapGet("/api/status", () => Results.Json(status.Snapshot(), CloudJson.Default.CloudSnapshot));
        routes.MapGet("/api/ledger", () => Results.Json(new CloudBooksAnswer(Books(data)), LedgerJson.Default.CloudBooksAnswer));
    }

    private static CloudBooks Books(string data)
    {
        using var reader = new CloudBooksReader(data);
        return reader.Books();
    }

    private static CloudHealth Ready(CloudSnapshot cloud) => cloud.StoreState == StoreState.Down
        ? new("degraded", $"the store does not take points, frames wait in RabbitMQ: {cloud.StoreError ?? "no reason known"}")
        : new("ready", null);

    private static IResult Health(CloudHealth health) => Results.Json(health, CloudJson.Default.CloudHealth);
}

/// <summary>Answer of <c>/api/ledger</c>.</summary>
/// <param name="Cloud">The cloud node's books.</param>
internal sealed record CloudBooksAnswer(CloudBooks? Cloud);

/// <summary>Answer of the health endpoints.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>degraded</c>.</param>
/// <param name="Reason">Why it is not simply ready.</param>
internal sealed record CloudHealth(string Status, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoreStateConverter)])]
[JsonSerializable(typeof(CloudSnapshot))]
[JsonSerializable(typeof(CloudHealth))]
internal sealed partial class CloudJson : JsonSerializerContext;

internal sealed class StoreStateConverter() : JsonStringEnumConverter<StoreState>(JsonNamingPolicy.SnakeCaseLower);
