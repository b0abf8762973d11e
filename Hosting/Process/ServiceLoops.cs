using EventEdge.Hosting.Health;
using Microsoft.Extensions.Hosting;

namespace EventEdge.Hosting.Process;

/// <summary>
/// Watches the loops of hosted services: one that has ended before it was stopped carries nothing any more, and nobody starts it again.
/// </summary>
internal static class ServiceLoops
{
    /// <summary>As the health check <c>services</c>.</summary>
    public static HealthProblem? Look(IReadOnlyList<IHostedService> services)
    {
        var ended = services.OfType<BackgroundService>().FirstOrDefault(service => service.ExecuteTask is { IsCompleted: true });
        return ended is null ? null : new(
            HealthLevel.Dead, $"the loop {ended.GetType().Name} has ended: {Reason(ended.ExecuteTask!)}",
            "start the node again: nothing acknowledged is lost");
    }

    private static string Reason(Task ended) => ended.Exception?.GetBaseException().Message.ReplaceLineEndings(" ") ?? "no reason known";
}
