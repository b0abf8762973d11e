using System.Buffers;
using System.Net.WebSockets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Packets;

/// <summary>
/// Cuts a socket's bytes into MQTT packets. Reads ahead, so that a small packet costs a fraction of a system call; refuses a packet over
/// the limit by its fixed header alone; grows only as bytes really arrive. Holds a buffer only while there are bytes in it: most
/// connections are silent most of the time. Used by one loop at a time.
/// </summary>
/// <param name="stream">Where they come from.</param>
/// <param name="packetBytesLimit">Largest packet, fixed header excluded.</param>
/// <param name="canWaitEmpty">The stream can say that there is something to read without being given a buffer for it.</param>
internal sealed class PacketReader(Stream stream, int packetBytesLimit, bool canWaitEmpty = false) : IDisposable
{
    private const int SmallBuffer = 4 << 10;
    private const int ReadAhead = 128 << 10;

    private byte[] _buffer = [];
    private int _size = SmallBuffer;
    private bool _wasFull;
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
        if (length > PacketBytesLimit) throw new MqttFaultException(
            MqttDisconnectReasonCode.PacketTooLarge, $"a packet of {length} bytes is over the limit of {PacketBytesLimit}");
        if (available.Length < headerBytes + length) return false;
        packet = new RawPacket(available[0], new ArraySegment<byte>(_buffer, _start + headerBytes, length));
        _start += headerBytes + length;
        PacketsRead++;
        return true;
    }

    /// <summary>Waits for more bytes; false when the peer has closed.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        try
        {
            _isWaiting = true;
            if (_start == _end && !_wasFull && canWaitEmpty)
            {
                Release();
                // Completes when there is something to read.
                await stream.ReadAsync(Memory<byte>.Empty, cancellation).ConfigureAwait(false);
            }

            EnsureCapacity();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            _end += read;
            _wasFull = _end == _buffer.Length;
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

    /// <summary>Gives its buffer back. Only when nobody reads any more.</summary>
    public void Dispose()
    {
        (_start, _end) = (0, 0);
        Release();
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

    private void Release()
    {
        if (_buffer.Length == 0) return;
        if (_end == _buffer.Length && _size < ReadAhead) _size *= 2;
        else if (_end < _size / 4) _size = Math.Max(SmallBuffer, _size / 2); // It was not worth its size.
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_start, _end) = (0, 0);
    }

    private void EnsureCapacity()
    {
        var wholeBufferWasUsed = _end == _buffer.Length && _end > 0;
        var kept = _end - _start;
        if (wholeBufferWasUsed && (kept > _buffer.Length / 2 || _buffer.Length < ReadAhead)) _size = _buffer.Length * 2;
        if (_buffer.Length < _size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_size);
            _buffer.AsSpan(_start, kept).CopyTo(larger);
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
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
