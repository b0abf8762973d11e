using EventEdge.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventEdge.Hosting.Http;

/// <summary>
/// <c>/healthz/live</c>: 503 once a part is dead and only a start helps. <c>/healthz/ready</c>: 503 while messages or frames cannot be
/// taken. Both list every check; what is merely degraded is 200 with its reason.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Maps both on what the checks of a node find.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, Func<IReadOnlyList<HealthEntry>> look)
    {
        routes.MapGet("/healthz/live", () => Live(look()));
        routes.MapGet("/healthz/ready", () => Ready(look()));
    }

    private static IResult Live(IReadOnlyList<HealthEntry> checks)
    {
        IReadOnlyList<HealthEntry> dead = [.. checks.Where(check => check.State == HealthLevel.Dead)];
        return dead.Count == 0 ? Answer("live", null, checks) : Answer(
            "dead", HealthEntry.Sentence(dead), checks, StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Ready(IReadOnlyList<HealthEntry> checks) => HealthEntry.Worst(checks) switch
    {
        HealthLevel.Ok => Answer("ready", null, checks),
        HealthLevel.Degraded => Answer("degraded", HealthEntry.Sentence(checks), checks),
        _ => Answer("not_ready", HealthEntry.Sentence(checks), checks, StatusCodes.Status503ServiceUnavailable),
    };

    private static IResult Answer(string status, string? reason, IReadOnlyList<HealthEntry> checks, int code = StatusCodes.Status200OK) =>
        Results.Json(new HealthAnswer(status, reason, checks), ApiJson.Default.HealthAnswer, statusCode: code);
}

/// <summary>Answer of the health endpoints.</summary>
/// <param name="Status"><c>live</c> or <c>dead</c>; <c>ready</c>, <c>degraded</c> or <c>not_ready</c>.</param>
/// <param name="Reason">Everything that is wrong, worst first; null when nothing is.</param>
/// <param name="Checks">Every check with what it found.</param>
internal sealed record HealthAnswer(string Status, string? Reason, IReadOnlyList<HealthEntry> Checks);
