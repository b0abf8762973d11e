using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Uplink.Transports;
using EventEdge.EdgeBridge.Uplink.Transports.InProcess;
using EventEdge.EdgeBridge.Uplink.Transports.RabbitMq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Registers the uplink, and the kinds of way to the cloud that come with the product: one line each.</summary>
public static class UplinkRegistration
{
    private static readonly TimeSpan ConnectTimeLimit = TimeSpan.FromSeconds(5);

    private static readonly IUplinkTransport[] BuiltIn =
    [
        new RabbitMqUplink(),
        new InProcessUplink(),
    ];

    /// <summary>Schemes of addresses that lead to another process.</summary>
    public static IReadOnlyList<string> Schemes { get; } = [
        .. BuiltIn.SelectMany(kind => kind.Schemes).Where(scheme => scheme != LocalBus.Scheme)];

    /// <summary>
    /// Adds the uplink: the worker, <see cref="UplinkStatus"/> and <see cref="LinkSwitch"/>. Needs an <c>IOutboxReader</c> in the
    /// container; without a bus also the <see cref="LocalBus"/> that a cloud ingest in the same container registers.
    /// </summary>
    public static IServiceCollection AddUplink(this IServiceCollection services, UplinkOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LinkSwitch>();
        services.AddSingleton(options);
        services.AddSingleton<UplinkStatus>();
        foreach (var kind in BuiltIn) services.AddSingleton(kind);
        services.AddSingleton(provider => Transport(provider, options));
        return services.AddHostedService<UplinkWorker>();
    }

    private static IFrameTransport Transport(IServiceProvider provider, UplinkOptions options)
    {
        var bus = options.Bus ?? new() { Uri = LocalBus.Address };
        var kinds = provider.GetServices<IUplinkTransport>().ToList();
        var kind = kinds.Find(kind => kind.Schemes.Contains(bus.Uri.Scheme)) ?? throw new InvalidOperationException(
            $"no way to the cloud serves {bus.Uri}; there are "
                + $"{string.Join(", ", kinds.SelectMany(kind => kind.Schemes).Select(scheme => $"{scheme}:"))}");
        return kind.Open(new(options.Node, bus, ConnectTimeLimit, provider));
    }
}
