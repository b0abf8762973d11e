using System.Globalization;
using System.Net;

namespace EventEdge.Settings.Values;

/// <summary>A place to listen at or to connect to.</summary>
/// <param name="Host">Name or address; an IPv6 address without its brackets.</param>
/// <param name="Port">0 to 65535; 0 asks for a free one when listening.</param>
internal sealed record HostPort(string Host, int Port)
{
    /// <summary>Only this machine can mean it.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>HOST:PORT</c> or <c>[::1]:PORT</c>.</summary>
    public static bool TryParse(string text, out HostPort value)
    {
        value = new(string.Empty, 0);
        var colon = text.LastIndexOf(':');
        if (colon <= 0) return false;
        var bracketed = text[0] == '[' && text[colon - 1] == ']';
        var host = bracketed ? text[1..(colon - 1)] : text[..colon];
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown || (!bracketed && host.Contains(':'))) return false;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        value = new(host, port);
        return true;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
