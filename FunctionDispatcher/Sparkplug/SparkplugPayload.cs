using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>A payload of Sparkplug B.</summary>
internal sealed class SparkplugPayload
{
    /// <summary>Milliseconds since 1970.</summary>
    public ulong? Timestamp { get; private set; }

    /// <summary>The sequence number, 0 to 255.</summary>
    public ulong? Sequence { get; private set; }

    public List<SparkplugMetric> Metrics { get; } = [];

    /// <summary>Reads a payload; says what is wrong, or null.</summary>
    public string? Read(ReadOnlySpan<byte> bytes)
    {
        (Timestamp, Sequence) = (null, null);
        Metrics.Clear();
        var reader = new WireReader(bytes);
        while (!reader.IsAtEnd)
        {
            var place = reader.Place;
            if (!reader.TryReadTag(out var field, out var type)) return Broken(place);
            if (field == 2 && type == WireType.Bytes)
            {
                if (!reader.TryReadBytes(out var content)) return Broken(place);
                if (SparkplugMetric.Read(content, reader.Place - content.Length, out var metric) is { } error) return error;
                Metrics.Add(metric);
            }
            else if (field is 1 or 3 && type == WireType.Varint)
            {
                if (!reader.TryReadVarint(out var number)) return Broken(place);
                if (field == 1) Timestamp = number;
                else Sequence = number;
            }
            else if (type == WireType.EndGroup || !reader.TrySkip(field, type)) return Broken(place);
        }

        return Sequence > 255 ? $"the sequence number {Sequence} is not from 0 to 255" : null;
    }

    private static string Broken(int place) => $"not a payload of Sparkplug B at byte {place}";
}
