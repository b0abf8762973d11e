using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace EventEdge.Measure.Latency;

/// <summary>As much of an MQTT 3.1.1 client as a probe needs, on a blocking socket: nothing between the wire and the clock.</summary>
internal sealed class MqttSocket : IDisposable
{
    private const int TimeLimitMilliseconds = 10_000;
    private const int Publish = 3;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = TimeLimitMilliseconds };
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    public MqttSocket(int port, string clientId)
    {
        _socket.Connect("127.0.0.1", port);
        var id = Encoding.UTF8.GetBytes(clientId);
        Send([0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, (byte)id.Length, .. id]);
        Expect(2);
    }

    public void Subscribe(string filter)
    {
        var name = Encoding.UTF8.GetBytes(filter);
        Send([0x82, (byte)(5 + name.Length), 0, 1, 0, (byte)name.Length, .. name, 0]);
        Expect(9);
    }

    public void Send(ReadOnlySpan<byte> packet)
    {
        while (packet.Length > 0) packet = packet[_socket.Send(packet)..];
    }

    /// <summary>
    /// Payload of the next PUBLISH (QoS 0); whatever else comes is passed over. Fails when nothing comes for ten seconds.
    /// </summary>
    public ReadOnlySpan<byte> ReceivePublish()
    {
        while (true)
        {
            var packet = Receive();
            if (packet.Type == Publish) return packet.Body[(2 + BinaryPrimitives.ReadUInt16BigEndian(packet.Body))..];
        }
    }

    /// <summary>
    /// Reads and forgets: acknowledgements nobody waits for. Returns when the peer or <see cref="Dispose"/> closes the socket.
    /// </summary>
    public void Drain()
    {
        var bytes = new byte[4096];
        try
        {
            _socket.ReceiveTimeout = 0;
            while (_socket.Receive(bytes) > 0)
            {
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Expect(int type)
    {
        // A retained message may overtake the answer to a subscription.
        for (var packet = Receive(); packet.Type != type; packet = Receive())
        {
            if (packet.Type != Publish) throw new InvalidOperationException($"packet type {packet.Type} where {type} was due");
        }
    }

    private Packet Receive()
    {
        while (true)
        {
            if (TryCut(out var packet)) return packet;
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = _socket.Receive(_buffer.AsSpan(_end));
            if (read == 0) throw new InvalidOperationException("the broker closed the connection");
            _end += read;
        }
    }

    private bool TryCut(out Packet packet)
    {
        packet = default;
        var waiting = _buffer.AsSpan(_start, _end - _start);
        var (length, at) = (0, 1);
        for (; at < waiting.Length && at < 5; at++)
        {
            length |= (waiting[at] & 0x7F) << (7 * (at - 1));
            if (waiting[at] < 0x80) break;
        }

        if (at >= waiting.Length || waiting.Length < at + 1 + length) return false;
        packet = new Packet(waiting[0] >> 4, waiting.Slice(at + 1, length));
        _start += at + 1 + length;
        return true;
    }

    private readonly ref struct Packet(int type, ReadOnlySpan<byte> body)
    {
        public int Type { get; } = type;

        public ReadOnlySpan<byte> Body { get; } = body;
    }
}
