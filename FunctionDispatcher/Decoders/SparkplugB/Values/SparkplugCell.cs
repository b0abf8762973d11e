using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EventEdge.FunctionDispatcher.Decoders.Wire;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;

/// <summary>
/// A value of a data set or of a property: the same six kinds, at numbers that follow one another. A kind that its type does not have is
/// broken.
/// </summary>
internal struct SparkplugCell
{
    private int _kind;
    private ulong _bits;
    private string? _text;

    /// <summary>The type that it seems to have, where none is said.</summary>
    public readonly SparkplugDataType Type => _kind switch
    {
        1 => SparkplugDataType.Int32,
        2 => SparkplugDataType.Int64,
        3 => SparkplugDataType.Float,
        4 => SparkplugDataType.Double,
        5 => SparkplugDataType.Boolean,
        _ => SparkplugDataType.String,
    };

    /// <summary>The value as a whole number of 32 bits; null where it is none.</summary>
    public readonly long? Small => _kind == 1 ? (int)(uint)_bits : null;

    /// <summary>Takes a field, the first kind being number <paramref name="first"/>. False where the message is broken.</summary>
    public bool TryTake(int field, int first, WireType type, ref WireReader reader)
    {
        _kind = field - first + 1;
        if (_kind == 6) return type == WireType.Bytes && TryText(ref reader);
        var wanted = _kind switch { 3 => WireType.Fixed32, 4 => WireType.Fixed64, _ => WireType.Varint };
        return type == wanted && reader.TryReadBits(type, out _bits);
    }

    /// <summary>Writes it; false where its type is another.</summary>
    public readonly bool TryWrite(Utf8JsonWriter json, SparkplugDataType type)
    {
        switch (_kind)
        {
            case 0: json.WriteNullValue(); break;
            case 1 or 2 when type is <= SparkplugDataType.UInt64 or SparkplugDataType.DateTime:
                SparkplugJson.WriteWhole(json, _bits, type);
                break;
            case 3 when type is SparkplugDataType.Float or SparkplugDataType.Double:
                SparkplugJson.WriteFloat(json, BitConverter.UInt32BitsToSingle((uint)_bits));
                break;
            case 4 when type is SparkplugDataType.Double: SparkplugJson.WriteDouble(json, BitConverter.UInt64BitsToDouble(_bits)); break;
            case 5 when type is SparkplugDataType.Boolean: json.WriteBooleanValue(_bits != 0); break;
            case 6 when type is SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.UUID:
                json.WriteStringValue(_text);
                break;
            default: return false;
        }

        return true;
    }

    private bool TryText(ref WireReader reader)
    {
        if (!reader.TryReadBytes(out var text) || !Utf8.IsValid(text)) return false;
        _text = Encoding.UTF8.GetString(text);
        return true;
    }
}
