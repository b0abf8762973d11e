using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>An MQTT client that does what no library would: it sends what the test says, byte by byte.</summary>
internal sealed class RawMqttClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TcpClient _tcp = new() { NoDelay = true };

    /// <summary>Connects the socket and, unless told otherwise, sends a CONNECT of MQTT 3.1.1.</summary>
    public static async Task<RawMqttClient> OpenAsync(int port, string clientId = "raw", bool connect = true, bool cleanSession = true)
    {
        var client = new RawMqttClient();
        await client._tcp.ConnectAsync(IPAddress.Loopback, port);
        if (!connect) return client;
        await client.SendAsync(Packet(0x10, [.. Text("MQTT"), 4, (byte)(cleanSession ? 2 : 0), 0, 60, .. Text(clientId)]));
        Assert.Equal(0x20, (await client.ReceiveAsync())![0]);
        return client;
    }

    public static byte[] Publish(byte[] topic, int qos = 0, ushort id = 1, bool dup = false, bool retain = false, string payload = "x") =>
        Packet(
            (byte)(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)),
            [(byte)(topic.Length >> 8), (byte)topic.Length, .. topic, .. qos > 0 ? new[] { (byte)(id >> 8), (byte)id } : [],
                .. Encoding.UTF8.GetBytes(payload)]);

    public static byte[] Publish(string topic, int qos = 0, ushort id = 1, bool dup = false, bool retain = false, string payload = "x") =>
        Publish(Encoding.UTF8.GetBytes(topic), qos, id, dup, retain, payload);

    public async Task SendAsync(byte[] bytes) => await _tcp.GetStream().WriteAsync(bytes).AsTask().WaitAsync(Limit);

    /// <summary>The next packet; null when the broker has closed the connection.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        try
        {
            var header = new byte[2];
            await _tcp.GetStream().ReadExactlyAsync(header).AsTask().WaitAsync(Limit);
            var body = new byte[header[1]];
            await _tcp.GetStream().ReadExactlyAsync(body).AsTask().WaitAsync(Limit);
            return [.. header, .. body];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads until the broker closes the connection; whether these were its last bytes.</summary>
    public async Task<bool> EndsWithAsync(byte[] last) => (await ReadToEndAsync()).AsSpan().EndsWith(last);

    /// <summary>Reads until the broker closes the connection, and cuts it into packets; the last one may be a part.</summary>
    public async Task<List<byte[]>> ReceiveToEndAsync()
    {
        var rest = (await ReadToEndAsync()).AsMemory();
        List<byte[]> packets = [];
        while (rest.Length > 0)
        {
            var (length, digits) = (0, 0);
            for (var more = true; more && ++digits < rest.Length; more = rest.Span[digits] > 127)
                length |= (rest.Span[digits] & 0x7F) << (7 * (digits - 1));
            var end = Math.Min(rest.Length, 1 + digits + length);
            packets.Add(rest[..end].ToArray());
            rest = rest[end..];
        }

        return packets;
    }

    private async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await _tcp.GetStream().CopyToAsync(all).WaitAsync(Limit);
        }
        catch (IOException)
        {
            // Closed with bytes of ours unread.
        }

        return all.ToArray();
    }

    /// <summary>Proof that everything before was handled and nothing else is on its way: a PINGRESP comes next.</summary>
    public async Task AssertNothingCameAsync()
    {
        await SendAsync([0xC0, 0]);
        Assert.Equal([0xD0, 0], await ReceiveAsync());
    }

    public void Dispose() => _tcp.Dispose();

    private static byte[] Text(string text) => [0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Packet(byte header, byte[] body)
    {
        List<byte> packet = [header];
        var length = body.Length;
        for (; length > 127; length >>= 7) packet.Add((byte)(length | 0x80));
        return [.. packet, (byte)length, .. body];
    }
}
