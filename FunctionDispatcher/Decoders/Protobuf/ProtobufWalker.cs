using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>
/// A message to fields: <c>a.b</c> is field <c>b</c> of message <c>a</c>, <c>a.0</c> the first element of a repeated one, <c>a.key</c> a
/// value of a map. Every method says what is wrong, or null.
/// </summary>
/// <param name="fields">Where values go.</param>
/// <param name="each">The way to the repeated message whose elements are events; null where there is none.</param>
internal sealed class ProtobufWalker(PayloadFields fields, IReadOnlyList<ProtobufField>? each = null)
{
    private const int DepthLimit = 32;
    private const int KeptElementLimit = 64;

    /// <summary>Where the elements of <c>each</c> stand in the payload.</summary>
    public List<(int Start, int Length)> Elements { get; } = [];

    /// <summary>Reads a message.</summary>
    /// <param name="message">What it is.</param>
    /// <param name="node">Where its fields go; null where nobody wants them, and it is only checked.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="start">Where they begin in the payload.</param>
    /// <param name="depth">How deep it is.</param>
    /// <param name="level">How much of the way of <c>each</c> leads here; -1 where it does not.</param>
    public string? Read(
        ProtobufMessageType message, FieldNode? node, ReadOnlySpan<byte> bytes, int start, int depth = 0, int level = -1)
    {
        if (depth > DepthLimit) return $"nested deeper than {DepthLimit} at byte {start}";
        var reader = new WireReader(bytes, start);
        Span<int> counts = message.Fields.Count <= 128 ? stackalloc int[message.Fields.Count] : new int[message.Fields.Count];
        counts.Clear();
        while (!reader.IsAtEnd)
        {
            var place = reader.Place;
            if (!reader.TryReadTag(out var number, out var type)) return Broken(message, place);
            if (message.Find(number) is not { } field)
            {
                if (type == WireType.EndGroup || !reader.TrySkip(number, type)) return Broken(message, place);
                continue;
            }

            var error = ReadField(message, field, type, node, ref reader, ref counts[field.Index], depth, level);
            if (error is not null) return error;
        }

        return Complete(message, node, counts, start);
    }

    private static string Broken(ProtobufMessageType message, int place) => $"not a {message.Name} at byte {place}";

    private string? ReadField(
        ProtobufMessageType owner, ProtobufField field, WireType type, FieldNode? node, ref WireReader reader, ref int count, int depth,
        int level)
    {
        var wanted = ProtobufValue.WireTypeOf(field.Kind);
        var isPacked = field.IsRepeated && type == WireType.Bytes && wanted != WireType.Bytes;
        if (field.Kind == ProtobufKind.Group || (type != wanted && !isPacked))
            return $"{Broken(owner, reader.Place)}: '{field.Name}' has wire type {(int)type}, which {field.Kind} has not";
        if (isPacked) return ReadPacked(owner, field, node, ref reader, ref count);
        var isOnTheWay = level >= 0 && ReferenceEquals(each![level], field);
        if (isOnTheWay && level == each!.Count - 1) return ReadElement(owner, field, ref reader, depth);
        if (field.Message is { IsMapEntry: true }) return ReadEntry(owner, field, node, ref reader, depth);
        return ReadSingle(owner, field, NodeOf(node, field, count++), ref reader, depth, isOnTheWay ? level + 1 : -1);
    }

    private string? ReadSingle(
        ProtobufMessageType owner, ProtobufField field, FieldNode? place, ref WireReader reader, int depth, int level)
    {
        var type = ProtobufValue.WireTypeOf(field.Kind);
        if (type != WireType.Bytes)
        {
            if (!reader.TryReadBits(type, out var bits)) return Broken(owner, reader.Place);
            if (place is not null) fields.Set(place, ProtobufValue.OfBits(field, bits));
            return null;
        }

        if (!reader.TryReadBytes(out var content)) return Broken(owner, reader.Place);
        var start = reader.Place - content.Length;
        if (field.Message is { } message) return ReadMessage(message, place, content, start, depth, level);
        if (!ProtobufValue.TryOfBytes(field, content, fields, out var value))
            return $"the text '{field.Name}' at byte {start} is not UTF-8";
        if (place is not null) fields.Set(place, value);
        return null;
    }

    private string? ReadMessage(
        ProtobufMessageType message, FieldNode? place, ReadOnlySpan<byte> content, int start, int depth, int level)
    {
        if (!WellKnownMessages.IsKnown(message.Name)) return Read(message, place, content, start, depth + 1, level);
        if (!WellKnownMessages.TryRead(message, content, out var value)) return Broken(message, start);
        if (place is not null) fields.Set(place, value);
        return null;
    }

    private string? ReadPacked(ProtobufMessageType owner, ProtobufField field, FieldNode? node, ref WireReader reader, ref int count)
    {
        if (!reader.TryReadBytes(out var content)) return Broken(owner, reader.Place);
        var packed = new WireReader(content, reader.Place - content.Length);
        while (!packed.IsAtEnd)
        {
            if (!packed.TryReadBits(ProtobufValue.WireTypeOf(field.Kind), out var bits)) return Broken(owner, packed.Place);
            SetElement(node, field, count++, ProtobufValue.OfBits(field, bits));
        }

        return null;
    }

    // Looked through now, read when its turn comes.
    private string? ReadElement(ProtobufMessageType owner, ProtobufField field, ref WireReader reader, int depth)
    {
        if (!reader.TryReadBytes(out var content)) return Broken(owner, reader.Place);
        var start = reader.Place - content.Length;
        Elements.Add((start, content.Length));
        return Read(field.Message!, null, content, start, depth + 1);
    }

    // A key and a value in either order; each may be left out where it is zero.
    private string? ReadEntry(ProtobufMessageType owner, ProtobufField field, FieldNode? node, ref WireReader reader, int depth)
    {
        if (!reader.TryReadBytes(out var content)) return Broken(owner, reader.Place);
        var (entry, start) = (field.Message!, reader.Place - content.Length);
        if (entry.Find(1) is not { } key || entry.Find(2) is not { } value) return Broken(entry, start);
        if (!TryReadKey(key, content, out var name)) return Broken(entry, start);
        var map = node is null ? null : fields.Find(node, field.Utf8Name);
        var place = map is null ? null : fields.Find(map, name);
        var inner = new WireReader(content, start);
        var found = 0;
        while (!inner.IsAtEnd)
        {
            if (!inner.TryReadTag(out var number, out var type)) return Broken(entry, inner.Place);
            var isValue = number == 2 && type == ProtobufValue.WireTypeOf(value.Kind);
            if (!isValue && !inner.TrySkip(number, type)) return Broken(entry, inner.Place);
            if (isValue && ReadSingle(entry, value, place, ref inner, depth, -1) is { } error) return error;
            found += isValue ? 1 : 0;
        }

        if (found == 0 && place is not null && value.Message is null) fields.Set(place, ProtobufValue.ZeroOf(value));
        return null;
    }

    private static bool TryReadKey(ProtobufField key, ReadOnlySpan<byte> content, out ReadOnlySpan<byte> name)
    {
        name = default;
        var number = key.Kind == ProtobufKind.String ? default : ProtobufValue.ZeroOf(key);
        var fields = new DescriptorFields(content);
        while (fields.Next())
        {
            if (fields.Number != 1) continue;
            name = fields.Bytes;
            if (key.Kind != ProtobufKind.String) number = ProtobufValue.OfBits(key, fields.Bits);
        }

        if (key.Kind != ProtobufKind.String) name = Encoding.UTF8.GetBytes(number.ToString());
        return !fields.IsBroken && Utf8.IsValid(name);
    }

    private string? Complete(ProtobufMessageType message, FieldNode? node, ReadOnlySpan<int> counts, int start)
    {
        foreach (var field in message.Fields)
        {
            if (counts[field.Index] > 0) continue;
            if (field.IsRequired) return $"the {message.Name} at byte {start} has no '{field.Name}', which it needs";
            if (node is not null && field.IsZeroWhenAbsent) SetElement(node, field, 0, ProtobufValue.ZeroOf(field));
        }

        return null;
    }

    private void SetElement(FieldNode? node, ProtobufField field, int index, in FieldValue value)
    {
        if (NodeOf(node, field, index) is { } place) fields.Set(place, value);
    }

    private FieldNode? NodeOf(FieldNode? node, ProtobufField field, int index)
    {
        if (node is null || fields.Find(node, field.Utf8Name) is not { } place) return null;
        if (!field.IsRepeated) return place;
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(index, digits, out var length);
        return index < KeptElementLimit ? fields.Find(place, digits[..length]) : place.Find(digits[..length]);
    }
}
