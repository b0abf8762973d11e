using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Identity;

/// <summary>
/// Short stand-ins for identities, names and values, keyed by a secret of the data directory so that nobody can choose texts that meet. Not
/// for use by several threads at once.
/// </summary>
/// <param name="key">The secret; equal keys give equal results in every process.</param>
internal sealed class PointHasher(UInt128 key)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(512);
    private readonly (string? Name, uint Print)[] _names = new (string?, uint)[32];
    private uint _nextName;

    /// <summary>Of (measurement, tags, time): equal for equal points only, for all that matters.</summary>
    public UInt128 IdentityOf(Point point)
    {
        AddSeries(point);
        Add(point.Time.UtcTicks);
        return SipHash.Of(_bytes.WrittenSpan, key);
    }

    /// <summary>Of (measurement, tags).</summary>
    public UInt128 SeriesOf(Point point)
    {
        AddSeries(point);
        return SipHash.Of(_bytes.WrittenSpan, key);
    }

    /// <summary>Of a field.</summary>
    public FieldPrint PrintOf(string name, in FieldValue value) => new(PrintOf(name), PrintOf(value));

    // The points of a block have their names in common, the very same texts.
    private uint PrintOf(string name)
    {
        foreach (ref readonly var known in _names.AsSpan())
        {
            if (ReferenceEquals(known.Name, name)) return known.Print;
        }

        _bytes.ResetWrittenCount();
        Add(name);
        var print = unchecked((uint)SipHash.Of(_bytes.WrittenSpan, key));
        _names[_nextName++ % _names.Length] = (name, print);
        return print;
    }

    // Equal numbers only need to be told from others of the same field: a product does.
    private uint PrintOf(in FieldValue value)
    {
        if (value is { IsNumber: true, IsRounded: false })
        {
            // Zero and minus zero are one value.
            var bits = BitConverter.DoubleToUInt64Bits(value.AsNumber == 0 ? 0 : value.AsNumber);
            return unchecked((uint)(((bits ^ (ulong)key) * 0x9E3779B97F4A7C15) >> 32));
        }

        _bytes.ResetWrittenCount();
        Add((long)value.Kind);
        Add(value.ToString());
        return unchecked((uint)SipHash.Of(_bytes.WrittenSpan, key));
    }

    private void AddSeries(Point point)
    {
        _bytes.ResetWrittenCount();
        Add(point.Measurement);
        // By index: an enumerator of a list behind an interface is an object for each point.
        for (var i = 0; i < point.Tags.Count; i++)
        {
            Add(point.Tags[i].Key);
            Add(point.Tags[i].Value);
        }
    }

    // Its length in bytes, known only behind them, then the bytes.
    private void Add(string text)
    {
        var span = _bytes.GetSpan(sizeof(long) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, span[sizeof(long)..]);
        BinaryPrimitives.WriteInt64LittleEndian(span, length);
        _bytes.Advance(sizeof(long) + length);
    }

    private void Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), number);
        _bytes.Advance(sizeof(long));
    }
}

/// <summary>A field's name and value, as far as they need to be told from others of the same point.</summary>
internal readonly record struct FieldPrint(uint Name, uint Value);
