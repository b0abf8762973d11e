using EventEdge.CloudIngest.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Node;

/// <summary>Registers a cloud node in any .NET host.</summary>
public static class CloudNodeRegistration
{
    /// <summary>
    /// Adds a cloud node that starts and stops with the host: <see cref="EventEdgeCloud"/> and <see cref="CloudIngestStatus"/>. A node that
    /// cannot start ends the start of the host with a <see cref="Hosting.Process.NodeStartException"/> whose message says what to do.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was added before: a host has one.</exception>
    public static IServiceCollection AddEventEdgeCloud(this IServiceCollection services, Action<EventEdgeCloudOptions> configure)
    {
        if (services.Any(service => service.ServiceType == typeof(EventEdgeCloud)))
        {
            throw new InvalidOperationException(
                "AddEventEdgeCloud was called before: a host has one cloud node. Register it once, "
                    + "and give a second node a host of its own");
        }

        var options = new EventEdgeCloudOptions();
        configure(options);
        options.Ingest = options.Ingest with { DataDirectory = Path.GetFullPath(options.Ingest.DataDirectory) };
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EventEdgeCloud(
            options, provider, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        // The first of its services to be made: nothing opens a file before the directory is held.
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventEdgeCloud>());
        return services.AddCloudIngest(options.Ingest);
    }
}
