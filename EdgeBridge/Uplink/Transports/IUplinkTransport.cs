using EventEdge.Contracts.Bus;

namespace EventEdge.EdgeBridge.Uplink.Transports;

/// <summary>
/// A kind of way to the cloud: one folder, registered by one line in <see cref="UplinkRegistration"/>, chosen by the scheme of the bus's
/// address. Holds no connection itself.
/// </summary>
internal interface IUplinkTransport
{
    /// <summary>As a person names it, such as <c>RabbitMQ</c>.</summary>
    string Name { get; }

    /// <summary>The schemes of addresses it serves, lower case; no other kind has one of them.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>Makes the way; nothing is connected before the uplink asks for it.</summary>
    /// <exception cref="InvalidOperationException">Something that it needs is not registered; the message says what.</exception>
    IFrameTransport Open(TransportContext context);
}

/// <summary>What a way to the cloud is given of the node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Bus">The bus, with the address that chose the transport.</param>
/// <param name="ConnectTimeLimit">How long one attempt to connect may take.</param>
/// <param name="Services">What else is registered in the process.</param>
internal sealed record TransportContext(string Node, RabbitMqOptions Bus, TimeSpan ConnectTimeLimit, IServiceProvider Services);
