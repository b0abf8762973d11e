using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.EdgeBridge.Uplink.Transports;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>
/// A way to the cloud is chosen by the scheme of the bus's address; one that only this project knows carries results like those of the
/// product.
/// </summary>
public sealed class UplinkTransportTests
{
    private readonly ScriptedOutbox _outbox = new();
    private readonly ScriptedTransport _way = new() { Answer = () => Task.CompletedTask };

    [Fact]
    public async Task Results_leave_by_the_way_whose_scheme_the_address_has()
    {
        var kind = new PigeonUplink(_way);
        _outbox.Add(DeliveryClass.Normal, 1);
        await using var uplink = Open("pigeon://loft/7", kind);

        uplink.Start();

        await Eventually.IsTrue(() => uplink.Frames == 1, "the frame is confirmed");
        Assert.Equal("n1", Assert.Single(_way.Sent).Node);
        Assert.Equal(("n1", "loft"), (kind.Opened!.Node, kind.Opened.Bus.Uri.Host));
    }

    [Fact]
    public void A_scheme_that_no_way_serves_is_answered_with_those_there_are()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Open("pidgin://loft", new PigeonUplink(_way)));
        Assert.Equal("no way to the cloud serves pidgin://loft/; there are pigeon:, amqp:, amqps:, local:", failure.Message);
    }

    [Fact]
    public void Without_a_bus_and_an_ingest_in_the_process_there_is_no_way() =>
        Assert.Contains("AddCloudIngest", Assert.Throws<InvalidOperationException>(() => Open(null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Addresses_of_other_processes_are_those_of_RabbitMq() => Assert.Equal(["amqp", "amqps"], UplinkRegistration.Schemes);

    private HostedUplink Open(string? address, IUplinkTransport? own = null) => HostedUplink.Open(
        new UplinkOptions { Node = "n1", Bus = address is null ? null : new() { Uri = new(address) } },
        services =>
        {
            if (own is not null) services.AddSingleton(own);
        },
        NullLoggerFactory.Instance, _outbox, new LinkSwitch());

    private sealed class PigeonUplink(IFrameTransport way) : IUplinkTransport
    {
        public TransportContext? Opened { get; private set; }

        public string Name => "carrier pigeons";

        public IReadOnlyList<string> Schemes => ["pigeon"];

        public IFrameTransport Open(TransportContext context)
        {
            Opened = context;
            return way;
        }
    }
}
