using System.Net;

namespace EventEdge.EdgeBridge.Http;

/// <summary>Where a node answers HTTP.</summary>
public sealed record HttpOptions
{
    /// <summary>Address to listen at. Loopback only, as there is no authentication yet. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port, 0 to 65535; 0 takes a free one. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Open event streams at most; further ones are refused. Default 32.</summary>
    public int StreamLimit { get; init; } = 32;

    /// <exception cref="HttpDoorException">The host is not a loopback address.</exception>
    internal IPAddress Address => Host switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address) => address,
        _ => throw new HttpDoorException(
            $"HTTP listens on loopback only until authentication can be configured; {Host} is not a loopback address"),
    };
}

/// <summary>The HTTP door cannot open; the message is one line for the person who started the node.</summary>
public sealed class HttpDoorException(string message, Exception? inner = null) : Exception(message, inner);
