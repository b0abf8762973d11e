using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using EventEdge.Hosting.Health;
using EventEdge.Hosting.Metrics;
using EventEdge.Hosting.Process;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest;

/// <summary>Registers the cloud ingest.</summary>
public static class CloudRegistration
{
    /// <summary>
    /// Adds the cloud ingest: the bus endpoint, the writing loop, the ledger, <see cref="HealthChecks"/> and <see cref="CloudIngestStatus"/>. With the in-memory
    /// transport it also registers <see cref="IBus"/>, which the edge's uplink in the same container then sends on.
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
        services.AddSingleton(new BusStatus { Name = options.Transport == BusTransport.InMemory ? "the bus of this process" : $"RabbitMQ at {options.RabbitMq.Uri.Authority}" });
        services.AddSingleton(Checks);
        services.AddSingleton(provider => store.OpenWriter(options.Store, Context(provider, options)));
        services.AddSingleton(provider => new FrameLedger(Path.Combine(options.DataDirectory, "ledger.db"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new CloudIngestStatus(
            options.DataDirectory, provider.GetRequiredService<ITimeSeriesWriter>(), provider.GetRequiredService<FrameLedger>(),
            provider.GetRequiredService<IngestQueue>(), provider.GetRequiredService<FrameIntake>(), provider.GetRequiredService<StoreStatus>(),
            provider.GetRequiredService<HealthChecks>(), provider.GetRequiredService<IngestLife>(), provider.GetRequiredService<MeterReadings>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IProcessPart>(provider => provider.GetRequiredService<CloudIngestStatus>());
        services.AddHostedService<IngestWorker>();
        services.AddSingleton<IHostedService>(provider => new StoreWatch(
            cancellation => store.ProbeAsync(options.Store, cancellation), provider.GetRequiredService<ITimeSeriesWriter>().Name, provider.GetRequiredService<StoreStatus>(),
            options.RetryDelayLimit, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreWatch>>()));
        if (options.Transport == BusTransport.InMemory) services.AddSingleton<IBusControl>(provider => IngestBus.InMemory(options, Consumer(provider, options)));
        if (options.Transport == BusTransport.InMemory) services.AddSingleton<INoticeBox>(provider => new LocalNotices(provider.GetRequiredService<FrameLedger>()));
        if (options.Transport == BusTransport.InMemory) services.AddSingleton<IBus>(provider => provider.GetRequiredService<IBusControl>());
        if (options.Transport == BusTransport.RabbitMq)
        {
            services.AddSingleton(provider => new BusNotes(
                options.RabbitMq, provider.GetRequiredService<FrameLedger>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BusNotes>>()));
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<BusNotes>());
        }

        return services.AddSingleton<IHostedService>(provider => BusWorker(provider, options));
    }

    private static StoreContext Context(IServiceProvider provider, CloudOptions options) => new(
        options.DataDirectory, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ITimeSeriesWriter>>());

    private static HealthChecks Checks(IServiceProvider provider)
    {
        var (store, status, bus) = (provider.GetRequiredService<ITimeSeriesWriter>(), provider.GetRequiredService<StoreStatus>(), provider.GetRequiredService<BusStatus>());
        var checks = new HealthChecks();
        checks.Add("bus", () => bus.Problem);
        checks.Add("store", () => status.Problem(store.Name));
        return checks;
    }

    private static IngestBusWorker BusWorker(IServiceProvider provider, CloudOptions options) => new(
        options.Transport == BusTransport.InMemory
            ? provider.GetRequiredService<IBusControl>
            : () => IngestBus.RabbitMq(options, Receiver(provider)),
        provider.GetRequiredService<BusStatus>(),
        provider.GetRequiredService<IngestQueue>(),
        provider.GetRequiredService<IngestLife>(),
        options,
        provider.GetRequiredService<ITimeSeriesWriter>().Name,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<IngestBusWorker>>(),
        provider.GetService<BusNotes>() is { } notes ? notes.MarkAsync : null);

    private static FrameConsumer Consumer(IServiceProvider provider, CloudOptions options)
    {
        LogContext.ConfigureCurrentLogContext(provider.GetRequiredService<ILoggerFactory>());
        return new(provider.GetRequiredService<FrameAcceptance>(), options.AcceptTimeLimit, provider.GetRequiredService<TimeProvider>());
    }

    private static FrameReceiver Receiver(IServiceProvider provider)
    {
        LogContext.ConfigureCurrentLogContext(provider.GetRequiredService<ILoggerFactory>());
        return new(provider.GetRequiredService<FrameAcceptance>());
    }
}
