using EventEdge.Contracts.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace EventEdge.EdgeBridge.Uplink.Transports.InProcess;

/// <summary>A cloud ingest in the same process.</summary>
internal sealed class InProcessUplink : IUplinkTransport
{
    /// <inheritdoc />
    public string Name => "the ingest of this process";

    /// <inheritdoc />
    public IReadOnlyList<string> Schemes => [LocalBus.Scheme];

    /// <inheritdoc />
    public IFrameTransport Open(TransportContext context)
    {
        var bus = context.Services.GetService<LocalBus>()
            ?? throw new InvalidOperationException(
                "the uplink to this process needs a cloud ingest in it: register one (AddCloudIngest), or name a bus");
        return new ChannelTransport(bus, context.Services.GetService<INoticeBox>());
    }
}
