using System.Net.Sockets;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Cuts a socket's bytes into MQTT packets. Reads ahead, so that a small packet costs a fraction of a system call; refuses a packet over the
/// limit by its fixed header alone; grows only as bytes really arrive. Used by one loop at a time.
/// </summary>
internal sealed class PacketReader(Socket socket, int packetBytesLimit)
{
    private const int SmallBuffer = 4 << 10;
    private const int ReadAhead = 128 << 10;

    private byte[] _buffer = new byte[SmallBuffer];
    private int _start;
    private int _end;

    /// <summary>Bytes received so far.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>
    /// The next packet already in memory. Its body is valid until the next <see cref="FillAsync"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not MQTT, or announce a packet over the limit.</exception>
    public bool TryRead(out RawPacket packet)
    {
        packet = default;
        var available = _buffer.AsSpan(_start, _end - _start);
        if (!TryReadLength(available, out var length, out var headerBytes)) return false;
        if (length > packetBytesLimit) throw new InvalidDataException($"a packet of {length} bytes is over the limit of {packetBytesLimit}");
        if (available.Length < headerBytes + length) return false;
        packet = new RawPacket(available[0], new ArraySegment<byte>(_buffer, _start + headerBytes, length));
        _start += headerBytes + length;
        return true;
    }

    /// <summary>Waits for more bytes; false when the peer has closed.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        var read = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellation).ConfigureAwait(false);
        _end += read;
        BytesReceived += read;
        return read > 0;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> available, out int length, out int headerBytes)
    {
        length = 0;
        for (headerBytes = 1; headerBytes < available.Length; headerBytes++)
        {
            var digit = available[headerBytes];
            length |= (digit & 0x7F) << (7 * (headerBytes - 1));
            if (digit < 0x80)
            {
                headerBytes++;
                return true;
            }

            if (headerBytes == 4) throw new InvalidDataException("the remaining length has more than four bytes");
        }

        return false;
    }

    private void MakeRoom()
    {
        var wholeBufferWasUsed = _end == _buffer.Length;
        var kept = _end - _start;
        if (wholeBufferWasUsed && (kept > _buffer.Length / 2 || _buffer.Length < ReadAhead))
        {
            var larger = new byte[_buffer.Length * 2];
            _buffer.AsSpan(_start, kept).CopyTo(larger);
            _buffer = larger;
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        }

        (_start, _end) = (0, kept);
    }
}

/// <summary>A packet as it came: first byte and body.</summary>
/// <param name="Header">Type and flags.</param>
/// <param name="Body">Everything after the fixed header.</param>
internal readonly record struct RawPacket(byte Header, ArraySegment<byte> Body)
{
    /// <summary>Control packet type 3.</summary>
    public bool IsPublish => Header >> 4 == 3;
}
