using System.Net.Sockets;
using System.Text;

namespace EventEdge.Torture.Sensors;

/// <summary>An MQTT 5 client that says exactly what it is told to. Life: Connect, any number of messages, Dispose.</summary>
internal sealed class Client5 : IDisposable
{
    private const byte Connect = 0x10;
    private const byte PublishRetainedQos1 = 0x33;
    private const byte Subscribe = 0x82;
    private const byte ConnAck = 0x20;
    private const byte PubAck = 0x40;
    private const byte SubAck = 0x90;
    private const byte PublishHead = 0x30;
    private const byte MaximumPacketSize = 0x27;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private ushort _id;

    private NetworkStream Stream => _tcp.GetStream();

    /// <summary>The largest packet the listener takes, by its own word; null when it does not say.</summary>
    public int? PacketLimit { get; private set; }

    /// <summary>Connects with properties; null when the listener refused.</summary>
    public static async Task<Client5?> ConnectAsync(int port, string id, byte[] properties, CancellationToken cancellation)
    {
        var client = new Client5();
        try
        {
            await client._tcp.ConnectAsync("127.0.0.1", port, cancellation);
            byte[] rest = [.. Packet.Text("MQTT"), 5, 2, 0, 0, .. Packet.Length(properties.Length), .. properties, .. Packet.Text(id)];
            await client.Stream.WriteAsync(Packet.Of(Connect, rest), cancellation);
            var (head, answer) = await client.AnswerAsync(cancellation);
            if (head != ConnAck || answer[1] != 0) throw new IOException("refused");
            client.PacketLimit = LimitIn(answer.AsSpan(3));
            return client;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            client.Dispose();
            return null;
        }
    }

    /// <summary>Publishes a retained message with QoS 1; false when the listener refused it or ended the connection.</summary>
    public async Task<bool> RetainAsync(string topic, byte[] properties, byte[] body, CancellationToken cancellation)
    {
        var id = ++_id;
        byte[] rest = [.. Packet.Text(topic), .. Packet.Number(id), .. Packet.Length(properties.Length), .. properties, .. body];
        try
        {
            await Stream.WriteAsync(Packet.Of(PublishRetainedQos1, rest), cancellation);
            var (head, answer) = await AnswerAsync(cancellation);
            return head == PubAck && answer.AsSpan(0, 2).SequenceEqual(Packet.Number(id)) && (answer.Length < 3 || answer[2] < 0x80);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return false;
        }
    }

    /// <summary>What a filter's retained messages are: properties and payload as they are on the wire, by topic.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> RetainedAsync(string filter, int count, CancellationToken cancellation)
    {
        var messages = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await Stream.WriteAsync(Packet.Of(Subscribe, [.. Packet.Number(++_id), 0, .. Packet.Text(filter), 0]), cancellation);
        try
        {
            while (messages.Count < count)
            {
                var (head, rest) = await AnswerAsync(cancellation);
                if (head == SubAck) continue;
                if ((head & 0xF0) != PublishHead) throw new IOException($"packet {head:x2} instead of PUBLISH");
                var topic = (rest[0] << 8) | rest[1];
                messages[Encoding.UTF8.GetString(rest, 2, topic)] = rest[(2 + topic)..];
            }
        }
        catch (IOException)
        {
            // What is missing, the caller sees.
        }

        return messages;
    }

    /// <summary>A user property as it is on the wire.</summary>
    public static byte[] Property(string name, string value) => [0x26, .. Packet.Text(name), .. Packet.Text(value)];

    public void Dispose() => _tcp.Dispose();

    private async Task<(byte Head, byte[] Bytes)> AnswerAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return await Packet.ReadAsync(Stream, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("no answer");
        }
    }

    // Of the properties before it, each has a known length.
    private static int? LimitIn(ReadOnlySpan<byte> properties)
    {
        while (properties.Length > 0)
        {
            if (properties[0] == MaximumPacketSize) return (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(properties[1..]);
            var length = properties[0] switch
            {
                0x11 => 5,
                0x21 or 0x22 or 0x13 => 3,
                0x24 or 0x25 or 0x28 or 0x29 or 0x2A => 2,
                0x12 or 0x1A or 0x1C or 0x1F or 0x15 => 3 + ((properties[1] << 8) | properties[2]),
                _ => properties.Length,
            };
            properties = properties[length..];
        }

        return null;
    }
}
