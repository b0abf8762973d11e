using System.Buffers.Binary;

namespace EventEdge.FunctionDispatcher.Runtimes.Process.Lines;

/// <summary>Cuts a worker's output into answers. Memory is bounded: an answer beyond the limit is an error, not an allocation.</summary>
internal sealed class FrameReader(Stream stream, FrameKind kind, int sizeLimit)
{
    private byte[] _buffer = new byte[8192];
    private int _begin;
    private int _end;

    /// <summary>The next answer, as a copy; null at the end of the output.</summary>
    /// <exception cref="InvalidDataException">The answer is longer than the limit.</exception>
    public byte[]? Read() => kind == FrameKind.Lines ? ReadLine() : ReadLength();

    private byte[]? ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var break_ = _buffer.AsSpan(_begin + searched, _end - _begin - searched).IndexOf((byte)'\n');
            if (break_ >= 0) return Take(searched + break_, skip: 1);
            searched = _end - _begin;
            if (searched > sizeLimit) throw TooLong();
            if (!Fill()) return null;
        }
    }

    private byte[]? ReadLength()
    {
        while (_end - _begin < sizeof(uint))
        {
            if (!Fill()) return null;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_begin));
        if (length > sizeLimit) throw TooLong();
        _begin += sizeof(uint);
        while (_end - _begin < length)
        {
            if (!Fill()) return null;
        }

        return Take((int)length, skip: 0);
    }

    private byte[] Take(int length, int skip)
    {
        if (length > sizeLimit) throw TooLong();
        var frame = _buffer.AsSpan(_begin, length).ToArray();
        _begin += length + skip;
        return frame;
    }

    private bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private InvalidDataException TooLong() => new($"its answer is longer than {sizeLimit:N0} bytes");
}
