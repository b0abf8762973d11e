using System.Net;
using System.Net.Sockets;

namespace EventEdge.Soak.Load;

/// <summary>A socket to the node, and the packets that come out of it.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 << 10];
    private Stream _stream = Stream.Null;
    private int _from;
    private int _to;

    /// <summary>Connects, and returns once the node has let us in.</summary>
    /// <exception cref="IOException">It did not.</exception>
    public static async Task<Wire> OpenAsync(int port, byte[] connect, CancellationToken stop)
    {
        var wire = new Wire();
        try
        {
            await wire._tcp.ConnectAsync(IPAddress.Loopback, port, stop);
            wire._stream = wire._tcp.GetStream();
            await wire.SendAsync(connect, stop);
            if ((await wire.ReceiveAsync(stop)).Header >> 4 != 2) throw new IOException("no CONNACK");
            return wire;
        }
        catch (SocketException refused)
        {
            wire.Dispose();
            throw new IOException(refused.Message, refused);
        }
        catch (Exception)
        {
            wire.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => await _stream.WriteAsync(bytes, stop);

    /// <summary>The next packet; its body is valid until the next call.</summary>
    /// <exception cref="IOException">The node has closed.</exception>
    public async ValueTask<(byte Header, ArraySegment<byte> Body)> ReceiveAsync(CancellationToken stop)
    {
        while (true)
        {
            if (TryCut(out var packet)) return packet;
            Buffer.BlockCopy(_buffer, _from, _buffer, 0, _to - _from);
            (_from, _to) = (0, _to - _from);
            var read = await _stream.ReadAsync(_buffer.AsMemory(_to), stop);
            if (read == 0) throw new IOException("the node has closed");
            _to += read;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private bool TryCut(out (byte Header, ArraySegment<byte> Body) packet)
    {
        packet = default;
        var (length, shift, at) = (0, 0, _from + 1);
        do
        {
            if (at >= _to) return false;
            length |= (_buffer[at] & 0x7F) << shift;
            shift += 7;
        }
        while (_buffer[at++] >= 0x80);
        if (at + length > _to) return false;
        packet = (_buffer[_from], new ArraySegment<byte>(_buffer, at, length));
        _from = at + length;
        return true;
    }
}
