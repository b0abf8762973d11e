using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>Registers the two ways frames come in. Whoever takes one way loads nothing of the other.</summary>
internal static class IngestTransports
{
    /// <summary>From the edge of the same process.</summary>
    public static void AddLocalFrames(this IServiceCollection services, CloudOptions options)
    {
        services.AddSingleton(provider => Status(provider, "the bus of this process"));
        services.AddSingleton<LocalBus>();
        services.AddSingleton<INoticeBox>(provider => new LocalNotices(provider.GetRequiredService<FrameLedger>()));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<LocalFrameWorker>(
            provider, options, provider.GetRequiredService<ITimeSeriesWriter>().Name));
    }

    /// <summary>From RabbitMQ.</summary>
    public static void AddRabbitMqFrames(this IServiceCollection services, CloudOptions options, RabbitMqOptions broker)
    {
        services.AddSingleton(provider => Status(provider, $"RabbitMQ at {broker.Uri.Authority}"));
        services.AddSingleton(provider => new BusNotes(
            broker, provider.GetRequiredService<FrameLedger>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BusNotes>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<BusNotes>());
        services.AddSingleton<IHostedService>(provider => BusWorker(provider, options, broker));
    }

    private static BusStatus Status(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<TimeProvider>()) { Name = name };

    private static IngestBusWorker BusWorker(IServiceProvider provider, CloudOptions options, RabbitMqOptions broker) => new(
        () => IngestBus.RabbitMq(options, broker, Receiver(provider)),
        provider.GetRequiredService<BusStatus>(),
        provider.GetRequiredService<IngestQueue>(),
        provider.GetRequiredService<IngestLife>(),
        options,
        provider.GetRequiredService<ITimeSeriesWriter>().Name,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<IngestBusWorker>>(),
        provider.GetRequiredService<BusNotes>().MarkAsync);

    private static FrameReceiver Receiver(IServiceProvider provider)
    {
        LogContext.ConfigureCurrentLogContext(provider.GetRequiredService<ILoggerFactory>());
        return new(provider.GetRequiredService<FrameAcceptance>());
    }
}
