using System.Text.Json;
using EventEdge.EdgeBridge.DeadLetters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.EdgeBridge.Http;

/// <summary>
/// <c>/api/dead-letters</c>: list with <c>?binding=&amp;stage=&amp;limit=</c>, one by its number, and <c>POST …/retry</c> and <c>…/drop</c>
/// with <c>{"ids": [1, 2]}</c> or <c>{"all": true}</c>, which binding and stage may narrow.
/// </summary>
internal static class DeadLetterEndpoints
{
    private const long ListLimit = 100;

    public static void MapDeadLetters(this IEndpointRouteBuilder routes, IDeadLetterService desk)
    {
        routes.MapGet("/api/dead-letters", (string? binding, string? stage, long? limit, CancellationToken cancellation) =>
            ListAsync(desk, new() { Binding = binding, Stage = stage, Limit = Math.Max(0, limit ?? ListLimit) }, cancellation));
        routes.MapGet("/api/dead-letters/{id:long}", async (long id, CancellationToken cancellation) =>
            (await desk.ListAsync(new() { Ids = [id] }, cancellation)).DeadLetters is [var deadLetter]
                ? Results.Json(deadLetter, EdgeLedgerJson.Default.StoredDeadLetter)
                : Results.Text($"there is no dead letter {id}", statusCode: 404));
        routes.MapPost(
            "/api/dead-letters/retry",
            (HttpContext context, CancellationToken aborted) => ChangeAsync(context.Request, async (filter, cancellation) =>
            Results.Json(await desk.RetryAsync(filter, cancellation), EdgeLedgerJson.Default.IReadOnlyListRetriedDeadLetter), aborted));
        routes.MapPost(
            "/api/dead-letters/drop",
            (HttpContext context, CancellationToken aborted) => ChangeAsync(context.Request, async (filter, cancellation) =>
            Results.Json(new DeadLettersDropped(await desk.DropAsync(filter, cancellation)), EdgeLedgerJson.Default.DeadLettersDropped),
            aborted));
    }

    private static async Task<IResult> ListAsync(IDeadLetterService desk, DeadLetterFilter filter, CancellationToken cancellation) =>
        Results.Json(await desk.ListAsync(filter, cancellation), EdgeLedgerJson.Default.DeadLetterPage);

    private static async Task<IResult> ChangeAsync(
        HttpRequest request, Func<DeadLetterFilter, CancellationToken, Task<IResult>> change, CancellationToken aborted)
    {
        SelectedDeadLetters? meant;
        try
        {
            meant = await JsonSerializer.DeserializeAsync(request.Body, EdgeLedgerJson.Default.SelectedDeadLetters, aborted);
        }
        catch (JsonException)
        {
            meant = null;
        }

        if (meant is not ({ Ids: not null } or { All: true }))
            return Results.Text("expected {\"ids\": [1, 2]} or {\"all\": true}", statusCode: 400);
        try
        {
            return await change(new() { Ids = meant.Ids, Binding = meant.Binding, Stage = meant.Stage }, aborted);
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            return Results.Text(error.Message, statusCode: 503);
        }
    }
}

/// <summary>Body of a change: the dead letters it means.</summary>
/// <param name="Ids">These.</param>
/// <param name="All">All of them, unless narrowed.</param>
/// <param name="Binding">Only this binding's.</param>
/// <param name="Stage">Only of this stage.</param>
public sealed record SelectedDeadLetters(IReadOnlyList<long>? Ids = null, bool All = false, string? Binding = null, string? Stage = null);

/// <summary>Answer of a drop.</summary>
/// <param name="Dropped">Dead letters removed.</param>
public sealed record DeadLettersDropped(long Dropped);
