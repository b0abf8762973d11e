using System.Net;
using EventEdge.Hosting.Access;
using EventEdge.Hosting.Process;

namespace EventEdge.Hosting.Http;

/// <summary>Where a node answers HTTP.</summary>
public sealed record HttpOptions
{
    /// <summary>Address to listen at. Beyond loopback only where <see cref="Gate"/> asks for a token. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port, 0 to 65535; 0 takes a free one. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Open event streams at most; further ones are refused. Default 32.</summary>
    public int StreamLimit { get; init; } = 32;

    /// <summary>Asks for the token and writes down who changed what; null to ask nobody. Default null.</summary>
    public AccessGate? Gate { get; init; }

    /// <summary>Beyond this machine, and with a certificate at hand, HTTP is HTTPS.</summary>
    internal ServerCertificate? Tls => IPAddress.IsLoopback(Address) ? null : Gate?.Certificate;

    /// <exception cref="HttpEndpointException">The host is no address, or not a loopback one although nobody is asked for a
    /// token.</exception>
    internal IPAddress Address => Host switch
    {
        "localhost" => IPAddress.Loopback,
        _ when !IPAddress.TryParse(Host.Trim('[', ']'), out _) =>
            throw new HttpEndpointException($"HTTP: '{Host}' is not an IP address, such as the loopback 127.0.0.1"),
        _ when IPAddress.Parse(Host.Trim('[', ']')) is var address && (IPAddress.IsLoopback(address) || Gate is { AsksForToken: true }) =>
            address,
        _ => throw new HttpEndpointException(
            $"HTTP listens on loopback only while it asks for no token (http_token_file); {Host} is not a loopback address"),
    };
}

/// <summary>The HTTP endpoint cannot open; the message is one line for the person who started the node.</summary>
public sealed class HttpEndpointException(string message, Exception? inner = null) : NodeStartException(message, inner);
