using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>
/// The HTTP request that turns a connection into a WebSocket (RFC 6455 §4.2) for MQTT, and nothing else of HTTP: everything is bounded, and
/// a page of another site cannot use a visitor's browser to get in.
/// </summary>
internal static class WebSocketUpgrade
{
    private const int RequestBytesLimit = 8 << 10;
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // The second is what clients of MQTT 3.1 offer: MQTT.js and Paho's JavaScript client.
    private static readonly string[] Subprotocols = ["mqtt", "mqttv3.1"];

    /// <summary>Answers the request; the result carries MQTT's bytes.</summary>
    /// <exception cref="InvalidDataException">It is no such request; the other side was told.</exception>
    public static async Task<Stream> AcceptAsync(Stream stream, UpgradeRules rules, CancellationToken cancellation)
    {
        var request = Parse(await ReadAsync(stream, cancellation).ConfigureAwait(false));
        if (Refusal(request, rules) is { } refusal)
        {
            await SendAsync(stream, $"HTTP/1.1 {refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", cancellation)
                .ConfigureAwait(false);
            throw new InvalidDataException($"not a WebSocket for MQTT: {refusal.Split('\r')[0]}");
        }

        var spoken = SubprotocolOf(request);
        await SendAsync(
            stream,
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + $"{Accept(request["sec-websocket-key"])}\r\n"
            + $"Sec-WebSocket-Protocol: {spoken}\r\n\r\n",
            cancellation).ConfigureAwait(false);
        var socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = spoken, KeepAliveInterval = TimeSpan.Zero });
        return WebSocketStream.Create(new BinaryWebSocket(socket), WebSocketMessageType.Binary, ownsWebSocket: true);
    }

    // What follows the request would be frames sent before they may be.
    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[RequestBytesLimit];
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0) break;
            filled += read;
            var end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return end + 4 == filled ? Encoding.ASCII.GetString(buffer, 0, end) : throw new InvalidDataException(
                "bytes behind the request");
        }

        throw new InvalidDataException("no whole HTTP request");
    }

    private static Dictionary<string, string> Parse(string text)
    {
        var lines = text.Split("\r\n");
        var request = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [string.Empty] = lines[0] };
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':');
            if (colon <= 0) throw new InvalidDataException("malformed HTTP header");
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            request[name] = request.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return request;
    }

    private static string? Refusal(Dictionary<string, string> request, UpgradeRules rules)
    {
        if (request[string.Empty].Split(' ') is not ["GET", var target, "HTTP/1.1"]) return "400 Bad Request";
        if (target.Split('?')[0] is not ("/" or "/mqtt")) return "404 Not Found";
        if (!Has(request, "Upgrade", "websocket") || !Has(request, "Connection", "upgrade"))
            return "426 Upgrade Required\r\nUpgrade: websocket";
        if (!Has(request, "Sec-WebSocket-Version", "13")) return "426 Upgrade Required\r\nSec-WebSocket-Version: 13";
        if (SubprotocolOf(request) is null) return "400 Bad Request";
        var key = new byte[24];
        if (!Convert.TryFromBase64String(request.GetValueOrDefault("Sec-WebSocket-Key", string.Empty), key, out var length) || length != 16)
            return "400 Bad Request";
        return rules.Refusal(
            request.GetValueOrDefault("Host"), request.GetValueOrDefault("Origin"), request.GetValueOrDefault("Sec-Fetch-Site"));
    }

    private static string? SubprotocolOf(Dictionary<string, string> request) =>
        Array.Find(Subprotocols, one => Has(request, "Sec-WebSocket-Protocol", one));

    private static bool Has(Dictionary<string, string> request, string name, string word) =>
        request.GetValueOrDefault(name, string.Empty).Split(',', StringSplitOptions.TrimEntries)
            .Contains(word, StringComparer.OrdinalIgnoreCase);

    // RFC 6455 asks for this digest; it protects nothing.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));

    private static Task SendAsync(Stream stream, string text, CancellationToken cancellation) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation).AsTask();
}
