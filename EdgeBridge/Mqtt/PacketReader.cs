using System.Net.WebSockets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Cuts a socket's bytes into MQTT packets. Reads ahead, so that a small packet costs a fraction of a system call; refuses a packet over the
/// limit by its fixed header alone; grows only as bytes really arrive. Used by one loop at a time.
/// </summary>
internal sealed class PacketReader(Stream stream, int packetBytesLimit)
{
    private const int SmallBuffer = 4 << 10;
    private const int ReadAhead = 128 << 10;

    private byte[] _buffer = new byte[SmallBuffer];
    private int _start;
    private int _end;
    private volatile bool _isWaiting;

    /// <summary>Bytes received so far.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Packets cut so far.</summary>
    public long PacketsRead { get; private set; }

    /// <summary>Part of a packet is here, and the rest is waited for.</summary>
    public bool IsInsidePacket => _isWaiting && _end > _start;

    /// <summary>Largest packet, fixed header excluded; a client that has not said who it is gets less.</summary>
    public int PacketBytesLimit { get; set; } = packetBytesLimit;

    /// <summary>
    /// The next packet already in memory. Its body is valid until the next <see cref="FillAsync"/>.
    /// </summary>
    /// <exception cref="MqttFaultException">The bytes are not MQTT, or announce a packet over the limit.</exception>
    public bool TryRead(out RawPacket packet)
    {
        packet = default;
        var available = _buffer.AsSpan(_start, _end - _start);
        if (!TryReadLength(available, out var length, out var headerBytes)) return false;
        if (length > PacketBytesLimit) throw new MqttFaultException(MqttDisconnectReasonCode.PacketTooLarge, $"a packet of {length} bytes is over the limit of {PacketBytesLimit}");
        if (available.Length < headerBytes + length) return false;
        packet = new RawPacket(available[0], new ArraySegment<byte>(_buffer, _start + headerBytes, length));
        _start += headerBytes + length;
        PacketsRead++;
        return true;
    }

    /// <summary>Waits for more bytes; false when the peer has closed.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        try
        {
            _isWaiting = true;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            _end += read;
            BytesReceived += read;
            return read > 0;
        }
        catch (Exception error) when (error is IOException or WebSocketException)
        {
            return false;
        }
        finally
        {
            _isWaiting = false;
        }
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

            if (headerBytes == 4) throw MqttFaultException.Malformed("the remaining length has more than four bytes");
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
    /// <summary>Control packet type 1.</summary>
    public bool IsConnect => Header >> 4 == 1;

    /// <summary>Control packet type 3.</summary>
    public bool IsPublish => Header >> 4 == 3;
}
