using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>A broker that does what the test says, packet by packet.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedBroker() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next connection; its CONNECT is read and not answered yet.</summary>
    public async Task<Link> AcceptAsync()
    {
        var link = new Link(await _listener.AcceptTcpClientAsync().WaitAsync(Limit));
        var (type, body) = await link.ReadAsync() ?? throw new InvalidOperationException("no CONNECT came");
        Assert.Equal(0x10, type);
        (link.Level, link.ConnectFlags) = (body[6], body[7]);
        return link;
    }

    /// <summary>The next connection, taken at MQTT 5.</summary>
    public async Task<Link> AcceptVersion5Async(bool sessionPresent, params byte[] properties)
    {
        var link = await AcceptAsync();
        await link.SendAsync(0x20, [(byte)(sessionPresent ? 1 : 0), 0, (byte)properties.Length, .. properties]);
        return link;
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>One connection.</summary>
    internal sealed class Link(TcpClient client) : IDisposable
    {
        private readonly BufferedStream _stream = new(client.GetStream(), 64 * 1024);
        private readonly NetworkStream _out = client.GetStream();

        /// <summary>Level of the protocol in the CONNECT: 4 or 5.</summary>
        public int Level { get; set; }

        /// <summary>Flags of the CONNECT.</summary>
        public byte ConnectFlags { get; set; }

        public bool IsWillRetained => (ConnectFlags & 0x20) != 0;

        public int WillQos => (ConnectFlags >> 3) & 3;

        public Task SendAsync(byte type, params byte[] body) =>
            _out.WriteAsync((byte[])[type, .. Length(body.Length), .. body]).AsTask().WaitAsync(Limit);

        /// <summary>A PUBLISH without identifiers of subscriptions.</summary>
        public Task PublishAsync(
            string topic, string text, int qos, ushort id = 0, bool duplicate = false, bool retained = false, byte[]? properties = null)
        {
            byte[] head = [
                0, (byte)topic.Length, .. Encoding.UTF8.GetBytes(topic), .. qos > 0 ? [(byte)(id >> 8), (byte)id] : Array.Empty<byte>()];
            byte[] extra = Level == 5 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];
            return SendAsync(
                (byte)(0x30 | (duplicate ? 8 : 0) | (qos << 1) | (retained ? 1 : 0)), [.. head, .. extra, .. Encoding.UTF8.GetBytes(text)]);
        }

        /// <summary>The next packet: its type in the upper four bits, and its body; null when the connection is closed.</summary>
        public async Task<(int Type, byte[] Body)?> ReadAsync()
        {
            try
            {
                var first = new byte[1];
                await _stream.ReadExactlyAsync(first).AsTask().WaitAsync(Limit);
                var (length, shift, next) = (0, 0, new byte[1]);
                do
                {
                    await _stream.ReadExactlyAsync(next).AsTask().WaitAsync(Limit);
                    length |= (next[0] & 127) << shift;
                    shift += 7;
                }
                while (next[0] > 127);
                var body = new byte[length];
                await _stream.ReadExactlyAsync(body).AsTask().WaitAsync(Limit);
                return (first[0] & 0xF0, body);
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException)
            {
                return null;
            }
        }

        /// <summary>The next packet of a type; what comes before it is answered as any broker would.</summary>
        public async Task<byte[]> ExpectAsync(int type)
        {
            while (await ReadAsync() is { } packet)
            {
                if (packet.Type == type) return packet.Body;
                await AnswerAsync(packet.Type, packet.Body);
            }

            throw new InvalidOperationException($"the connection was closed before a packet of type {type:X2} came");
        }

        /// <summary>Answers SUBSCRIBE, UNSUBSCRIBE, PUBLISH at QoS 1 and PINGREQ with yes.</summary>
        public Task AnswerAsync(int type, byte[] body, byte code = 1) => type switch
        {
            0x80 => SendAsync(0x90, Level == 5 ? [body[0], body[1], 0, code] : [body[0], body[1], code]),
            0xA0 => SendAsync(0xB0, Level == 5 ? [body[0], body[1], 0, 0] : [body[0], body[1]]),
            0x30 => SendAsync(0x40, IdOf(body)),
            0xC0 => SendAsync(0xD0),
            _ => Task.CompletedTask,
        };

        public void Dispose() => client.Dispose();

        private static byte[] IdOf(byte[] publish)
        {
            var topic = (publish[0] << 8) | publish[1];
            return publish[(2 + topic)..(4 + topic)];
        }

        private static byte[] Length(int length)
        {
            List<byte> bytes = [];
            for (; length > 127; length >>= 7) bytes.Add((byte)(length | 0x80));
            return [.. bytes, (byte)length];
        }
    }
}
