using System.Net;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>An address the embedded broker listens on.</summary>
/// <param name="Host">An IP address, or <c>localhost</c>.</param>
/// <param name="Port">TCP port; 0 takes a free one.</param>
/// <param name="Transport">What carries MQTT there.</param>
public sealed record MqttEndpoint(string Host, int Port, MqttTransport Transport = MqttTransport.Tcp)
{
    /// <summary>TLS is the outer layer.</summary>
    internal bool IsSecure => Transport is MqttTransport.Tls or MqttTransport.SecureWebSocket;

    /// <summary>WebSocket is the inner layer.</summary>
    internal bool IsWebSocket => Transport is MqttTransport.WebSocket or MqttTransport.SecureWebSocket;

    /// <exception cref="MqttListenerException">The host is not an address.</exception>
    internal IPAddress Address => Host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(Host, out var address) ? address
        : throw new MqttListenerException($"'{Host}' is not an IP address");

    /// <inheritdoc />
    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}

/// <summary>What carries MQTT.</summary>
public enum MqttTransport
{
    /// <summary>TCP as it is: <c>mqtt://</c>.</summary>
    Tcp,

    /// <summary>TLS 1.2 or 1.3: <c>mqtts://</c>.</summary>
    Tls,

    /// <summary>WebSocket, subprotocol <c>mqtt</c> or <c>mqttv3.1</c>: <c>ws://</c>.</summary>
    WebSocket,

    /// <summary>WebSocket inside TLS: <c>wss://</c>.</summary>
    SecureWebSocket,
}
