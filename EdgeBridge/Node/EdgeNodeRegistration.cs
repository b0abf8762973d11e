using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>Registers an edge node in any .NET host.</summary>
public static class EdgeNodeRegistration
{
    /// <summary>
    /// Adds an edge node that starts and stops with the host: <see cref="EventEdgeNode"/>. One that cannot start ends the start of the host
    /// with a <see cref="Hosting.Process.NodeStartException"/> whose message says what to do; one whose disk takes nothing waits for it.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was added before: a host has one.</exception>
    public static IServiceCollection AddEventEdgeNode(this IServiceCollection services, Action<EventEdgeNodeOptions> configure)
    {
        if (services.Any(service => service.ServiceType == typeof(EventEdgeNode)))
        {
            throw new InvalidOperationException(
                "AddEventEdgeNode was called before: a host has one edge node. Register it once, and give a second node a host of its own");
        }

        var options = new EventEdgeNodeOptions();
        configure(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EventEdgeNode(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<IHostApplicationLifetime>()));
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventEdgeNode>());
    }
}
