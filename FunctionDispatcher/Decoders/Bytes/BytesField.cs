using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>One field of a layout, ready to be read.</summary>
internal sealed class BytesField
{
    private readonly BytesFieldConfig _config;
    private readonly int[] _order;
    private readonly int _bit;
    private readonly int _bits;
    private readonly double _divisor;
    private readonly double _addend;
    private readonly Dictionary<ulong, FieldValue>? _map;
    private readonly Utf8StringCache _texts = new();

    public BytesField(string name, int slot, BytesFieldConfig config, BytesDecoderConfig decoder)
    {
        (Name, Slot, _config) = (name, slot, config);
        Width = WidthOf(config);
        End = config.Offset + Width;
        var byteOrder = config.ByteOrder ?? decoder.ByteOrder;
        var wordOrder = config.WordOrder ?? decoder.WordOrder ?? byteOrder;
        _order = OrderOf(Width, byteOrder, wordOrder);
        _bit = config.Bit ?? 0;
        _bits = config.Bits ?? (config.Bit is null ? Width * 8 : 1);
        (_divisor, _addend) = DivisionOf(config.Scale ?? 1, config.Add ?? 0);
        _map = config.Map?.ToDictionary(m => KeyOf(m.Key), m => FieldValue.Of(m.Value));
    }

    public string Name { get; }

    public int Slot { get; }

    /// <summary>The first byte behind it.</summary>
    public int End { get; }

    private int Width { get; }

    /// <summary>How many bytes a field takes.</summary>
    public static int WidthOf(BytesFieldConfig config) => config.Type switch
    {
        BytesType.I8 or BytesType.U8 or BytesType.Bool => 1,
        BytesType.I16 or BytesType.U16 or BytesType.F16 => 2,
        BytesType.I24 or BytesType.U24 => 3,
        BytesType.I32 or BytesType.U32 or BytesType.F32 => 4,
        BytesType.I64 or BytesType.U64 or BytesType.F64 => 8,
        _ => config.Length ?? 1,
    };

    /// <summary>Whether a type is a whole number that bits may be taken of.</summary>
    public static bool IsWhole(BytesType type) => type is <= BytesType.U64 or BytesType.Bool;

    /// <summary>Whether a type is signed.</summary>
    public static bool IsSigned(BytesType type) =>
        type is BytesType.I8 or BytesType.I16 or BytesType.I24 or BytesType.I32 or BytesType.I64;

    /// <summary>Reads a whole number as a key of <c>map</c> is written.</summary>
    public static bool TryReadKey(string text, out ulong key)
    {
        if (ulong.TryParse(text, out key)) return true;
        var isSigned = long.TryParse(text, out var negative);
        key = (ulong)negative;
        return isSigned;
    }

    /// <summary>Reads the field; says what is wrong, or null.</summary>
    /// <param name="record">The bytes of the record, which hold the field whole.</param>
    /// <param name="value">What it is.</param>
    public string? Read(ReadOnlySpan<byte> record, out FieldValue value)
    {
        var bytes = record[_config.Offset..End];
        value = default;
        switch (_config.Type)
        {
            case BytesType.Text: return ReadText(bytes, out value);
            case BytesType.Hex:
                value = FieldValue.Of(Convert.ToHexStringLower(bytes));
                return null;
            case BytesType.Bcd: return ReadDecimal(bytes, out value);
            case BytesType.F16: value = Real((double)BitConverter.UInt16BitsToHalf((ushort)Raw(bytes))); return null;
            case BytesType.F32: value = Real(ShortestDecimal.Of(BitConverter.UInt32BitsToSingle((uint)Raw(bytes)))); return null;
            case BytesType.F64: value = Real(BitConverter.UInt64BitsToDouble(Raw(bytes))); return null;
            default: return ReadWhole(Raw(bytes), out value);
        }
    }

    private static ulong KeyOf(string text) => TryReadKey(text, out var key) ? key : 0;

    // The places of the bytes, the most significant one first.
    private static int[] OrderOf(int width, BytesOrder byteOrder, BytesOrder wordOrder)
    {
        var places = Enumerable.Range(0, width);
        if (width is not (4 or 8)) return [.. byteOrder == BytesOrder.Big ? places : places.Reverse()];
        var words = Enumerable.Range(0, width / 2);
        return [.. (wordOrder == BytesOrder.Big ? words : words.Reverse())
            .SelectMany(w => byteOrder == BytesOrder.Big ? new[] { 2 * w, (2 * w) + 1 } : [(2 * w) + 1, 2 * w])];
    }

    private ulong Raw(ReadOnlySpan<byte> bytes)
    {
        ulong raw = 0;
        foreach (var place in _order) raw = (raw << 8) | bytes[place];
        return raw;
    }

    private string? ReadWhole(ulong raw, out FieldValue value)
    {
        value = default;
        var unused = 64 - _bits;
        var isSigned = IsSigned(_config.Type);
        raw = (raw >> _bit) << unused;
        raw = isSigned ? (ulong)((long)raw >> unused) : raw >> unused;
        if (_map is not null) return TryMap(raw, isSigned, out value);
        if (_config.Type == BytesType.Bool) value = FieldValue.Of(raw != 0);
        else if (IsScaled) value = Real(isSigned ? (long)raw : raw);
        else value = isSigned ? FieldValue.Of((long)raw) : FieldValue.Of(raw);
        return null;
    }

    private string? TryMap(ulong raw, bool isSigned, out FieldValue value)
    {
        if (_map!.TryGetValue(raw, out value)) return null;
        value = FieldValue.Of(_config.Else);
        return _config.Else is not null ? null : $"{(isSigned ? ((long)raw).ToString() : raw.ToString())} is not in its map";
    }

    private string? ReadDecimal(ReadOnlySpan<byte> bytes, out FieldValue value)
    {
        value = default;
        long number = 0;
        foreach (var place in _order)
        {
            var (tens, ones) = (bytes[place] >> 4, bytes[place] & 15);
            if (tens > 9 || ones > 9) return $"0x{bytes[place]:x2} is no two decimal digits";
            number = (number * 100) + (tens * 10) + ones;
        }

        value = IsScaled ? Real(number) : FieldValue.Of(number);
        return null;
    }

    private string? ReadText(ReadOnlySpan<byte> bytes, out FieldValue value)
    {
        value = default;
        var end = bytes.IndexOf((byte)0);
        if (end >= 0) bytes = bytes[..end];
        if (!Utf8.IsValid(bytes)) return "the text is not UTF-8";
        value = FieldValue.Of(_texts.Get(bytes));
        return null;
    }

    private bool IsScaled => _config.Scale is not null || _config.Add is not null;

    private FieldValue Real(double number)
    {
        if (!double.IsFinite(number)) return FieldValue.Null;
        return FieldValue.Of(_divisor != 0
            ? (number + _addend) / _divisor
            : (number * (_config.Scale ?? 1)) + (_config.Add ?? 0));
    }

    // 217 / 10 is 21.7, which 217 * 0.1 is not; (6666 - 4000) / 100 is 26.66, which 66.66 - 40 is not.
    private static (double Divisor, double Addend) DivisionOf(double scale, double add)
    {
        var divisor = Math.Round(1 / scale);
        var addend = Math.Round(add * divisor);
        return 1 / divisor == scale && addend / divisor == add ? (divisor, addend) : (0, 0);
    }
}
