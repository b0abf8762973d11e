using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Status;
using EventEdge.CloudIngest.Stores;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;
using EventEdge.Hosting.Process;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Node;

/// <summary>Registers the cloud ingest.</summary>
public static class CloudRegistration
{
    /// <summary>
    /// Adds the cloud ingest: where frames come in, the writing loop, the ledger, <see cref="HealthChecks"/> and
    /// <see cref="CloudIngestStatus"/>. Without RabbitMQ it also registers the <see cref="Contracts.Bus.LocalBus"/>, which the edge's
    /// uplink in the same container then sends on.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such store, or it cannot be told what the options tell.</exception>
    public static IServiceCollection AddCloudIngest(this IServiceCollection services, CloudOptions options)
    {
        var store = options.Stores.Get(options.Store);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<IngestQueue>();
        services.AddSingleton<IngestLife>();
        services.AddSingleton(_ => new FrameIntake(options.FrameMemoryBytes));
        services.AddSingleton(SenderCheck.Of(options));
        services.AddSingleton<FrameAcceptance>();
        services.AddSingleton<StoreStatus>();
        services.AddSingleton(_ => new MeterReadings("EventEdge.CloudIngest", typeof(IngestTelemetry)));
        services.AddSingleton(Checks);
        services.AddSingleton(provider => store.OpenWriter(options.Store, Context(provider, options)));
        services.AddSingleton(
            provider => new FrameLedger(Path.Combine(options.DataDirectory, "ledger.db"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new CloudIngestStatus(
            options.DataDirectory, provider.GetRequiredService<ITimeSeriesWriter>(), provider.GetRequiredService<FrameLedger>(),
            provider.GetRequiredService<IngestQueue>(), provider.GetRequiredService<FrameIntake>(),
            provider.GetRequiredService<StoreStatus>(),
            provider.GetRequiredService<HealthChecks>(), provider.GetRequiredService<IngestLife>(),
            provider.GetRequiredService<MeterReadings>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IProcessPart>(provider => provider.GetRequiredService<CloudIngestStatus>());
        services.AddHostedService<IngestWorker>();
        services.AddSingleton<IHostedService>(provider => new StoreWatch(
            cancellation => store.ProbeAsync(options.Store, cancellation), provider.GetRequiredService<ITimeSeriesWriter>().Name,
            provider.GetRequiredService<StoreStatus>(),
            options.RetryDelayLimit, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreWatch>>()));
        if (options.RabbitMq is { } broker) services.AddRabbitMqFrames(options, broker);
        else services.AddLocalFrames(options);
        return services;
    }

    private static StoreContext Context(IServiceProvider provider, CloudOptions options) => new(
        options.DataDirectory, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ITimeSeriesWriter>>());

    private static HealthChecks Checks(IServiceProvider provider)
    {
        var (store, status, bus) = (
            provider.GetRequiredService<ITimeSeriesWriter>(), provider.GetRequiredService<StoreStatus>(),
            provider.GetRequiredService<BusStatus>());
        var checks = new HealthChecks();
        checks.Add("bus", () => bus.Problem);
        checks.Add("store", () => status.Problem(store.Name));
        return checks;
    }
}
