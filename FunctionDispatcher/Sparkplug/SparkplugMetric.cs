using System.Text;
using System.Text.Unicode;
using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>A metric as it stands in a payload, before a birth says what its number means.</summary>
internal struct SparkplugMetric
{
    // Numbers of the fields that hold a value.
    private const int FirstValue = 10;
    private const int LastValue = 19;

    public string? Name { get; private set; }

    public ulong? Alias { get; private set; }

    /// <summary>Milliseconds since 1970.</summary>
    public ulong? Timestamp { get; private set; }

    public SparkplugDataType Type { get; private set; }

    public bool IsHistorical { get; private set; }

    public bool IsTransient { get; private set; }

    public bool IsNull { get; private set; }

    /// <summary>The number of the field that holds the value; 0 where none does.</summary>
    public int ValueField { get; private set; }

    /// <summary>The bits of a number.</summary>
    public ulong Bits { get; private set; }

    /// <summary>A text.</summary>
    public string? Text { get; private set; }

    /// <summary>Bytes, a data set or a template, as they stand.</summary>
    public byte[]? Bytes { get; private set; }

    /// <summary>What is said of it beside its value, as it stands; null where nothing is.</summary>
    public byte[]? Properties { get; private set; }

    /// <summary>Reads a metric; says what is wrong, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, int start, out SparkplugMetric metric)
    {
        metric = default;
        var reader = new WireReader(bytes, start);
        while (!reader.IsAtEnd)
        {
            var place = reader.Place;
            if (!reader.TryReadTag(out var field, out var type) || !metric.TryTake(field, type, ref reader))
                return $"not a metric of Sparkplug B at byte {place}";
        }

        return metric.Type > SparkplugDataType.DateTimeArray ? $"the metric at byte {start} has the unknown type {(int)metric.Type}" : null;
    }

    private bool TryTake(int field, WireType type, ref WireReader reader)
    {
        switch (field)
        {
            case 1 when type == WireType.Bytes:
                var isNamed = TryReadText(ref reader, out var name);
                Name = name;
                return isNamed;
            case 2 or 3 or 4 or 5 or 6 or 7 when type == WireType.Varint:
                return reader.TryReadVarint(out var number) && TakeNumber(field, number);
            case 9 when type == WireType.Bytes:
                var isSet = reader.TryReadBytes(out var properties);
                Properties = properties.ToArray();
                return isSet;
            case >= FirstValue and <= LastValue: return TryTakeValue(field, type, ref reader);
            default: return type != WireType.EndGroup && reader.TrySkip(field, type);
        }
    }

    private bool TakeNumber(int field, ulong number)
    {
        switch (field)
        {
            case 2: Alias = number; break;
            case 3: Timestamp = number; break;
            case 4: Type = (SparkplugDataType)Math.Min(number, 1000); break;
            case 5: IsHistorical = number != 0; break;
            case 6: IsTransient = number != 0; break;
            default: IsNull = number != 0; break;
        }

        return true;
    }

    private bool TryTakeValue(int field, WireType type, ref WireReader reader)
    {
        var wanted = field switch
        {
            10 or 11 or 14 => WireType.Varint,
            12 => WireType.Fixed32,
            13 => WireType.Fixed64,
            _ => WireType.Bytes,
        };
        if (type != wanted) return false;
        ValueField = field;
        if (type != WireType.Bytes)
        {
            var isRead = reader.TryReadBits(type, out var bits);
            Bits = bits;
            return isRead;
        }

        if (field == 15)
        {
            var isText = TryReadText(ref reader, out var text);
            Text = text;
            return isText;
        }

        var isWhole = reader.TryReadBytes(out var content);
        Bytes = content.ToArray();
        return isWhole;
    }

    private static bool TryReadText(ref WireReader reader, out string? text)
    {
        var isGood = reader.TryReadBytes(out var bytes) && Utf8.IsValid(bytes);
        text = isGood ? Encoding.UTF8.GetString(bytes) : null;
        return isGood;
    }
}
