using Microsoft.Extensions.Hosting;

namespace EventEdge.Hosting.Process;

/// <summary>Stops services one after the other, each whatever became of those before it.</summary>
internal static class ServiceStop
{
    /// <summary>
    /// Stops them in this order. Never throws: one that refuses, at once or later, or does not end, keeps no other from its own stop.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="limit">How long all of them together may take; those that come later are still asked, and not waited for.</param>
    public static async Task AllAsync(IEnumerable<IHostedService> services, TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit);
        foreach (var service in services) await OneAsync(service, over.Token).ConfigureAwait(false);
    }

    private static async Task OneAsync(IHostedService service, CancellationToken limit)
    {
        try
        {
            await service.StopAsync(limit).WaitAsync(limit).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whoever ends has nobody left to tell; what the service holds goes with its process.
        }
    }
}
