using EventEdge.Contracts.Bus;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Registers the uplink.</summary>
public static class UplinkRegistration
{
    private static readonly TimeSpan ConnectTimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds the uplink: the worker, <see cref="UplinkStatus"/> and <see cref="LinkSwitch"/>. Needs an <c>IOutboxReader</c> in the container;
    /// with the in-memory transport also the <see cref="IBus"/> that a cloud ingest in the same container registers.
    /// </summary>
    public static IServiceCollection AddUplink(this IServiceCollection services, UplinkOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LinkSwitch>();
        services.AddSingleton(options);
        services.AddSingleton<UplinkStatus>();
        services.AddSingleton(provider => Transport(provider, options));
        return services.AddHostedService<UplinkWorker>();
    }

    private static IFrameTransport Transport(IServiceProvider provider, UplinkOptions options) => options.Transport == BusTransport.InMemory
        ? InMemory(provider, options)
        : new RabbitMqTransport(options.RabbitMq, ConnectTimeLimit, options.Node);

    // On its own, so that a node with RabbitMQ does not load the bus's types before it needs them.
    private static InMemoryTransport InMemory(IServiceProvider provider, UplinkOptions options)
    {
        var bus = provider.GetService<IBus>()
            ?? throw new InvalidOperationException("the in-memory uplink needs a cloud ingest with the in-memory transport in the same process");
        return new(bus, provider.GetService<INoticeBox>(), options.ConfirmTimeLimit);
    }
}
