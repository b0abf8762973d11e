using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>Registers an edge node in any .NET host.</summary>
public static class EdgeNodeRegistration
{
    /// <summary>
    /// Adds an edge node that starts and stops with the host: <see cref="EventEdgeNode"/>. One that cannot start ends the start of the host with a
    /// <see cref="Hosting.Process.NodeStartException"/> whose message says what to do; one whose disk takes nothing waits for it.
    /// </summary>
    public static IServiceCollection AddEventEdgeNode(this IServiceCollection services, Action<EventEdgeNodeOptions> configure)
    {
        var options = new EventEdgeNodeOptions();
        configure(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EventEdgeNode(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetService<IHostApplicationLifetime>()));
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventEdgeNode>());
    }
}
