using System.Buffers.Text;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>
/// Items to fields: <c>a.b</c> is field <c>b</c> of map <c>a</c>, <c>a.0</c> the first element of list <c>a</c>. Bytes become Base64.
/// Every method says what is wrong, or null.
/// </summary>
internal sealed class ItemWalker<TFormat>(PayloadFields fields)
    where TFormat : IItemFormat
{
    /// <summary>Deepest nesting read.</summary>
    public const int DepthLimit = 32;

    // Elements of a list that become fields when everything is kept.
    private const int KeptElementLimit = 64;

    // Room for the digits of a name that is a number.
    private const int NameLimit = 24;

    /// <summary>Reads the names and values of a map.</summary>
    public string? ReadMap(FieldNode? node, ReadOnlySpan<byte> payload, ref int position, in Item map, int depth)
    {
        Span<byte> digits = stackalloc byte[NameLimit];
        for (var i = 0; map.Count < 0 || i < map.Count; i++)
        {
            var error = ReadName(payload, ref position, digits, out var name, out var isEnd);
            if (error is not null || isEnd) return error ?? (map.Count < 0 ? null : Unexpected(position));
            error = Next(payload, ref position, out var value);
            error ??= ReadValue(node is null ? null : fields.Find(node, name), payload, ref position, value, depth);
            if (error is not null) return error;
        }

        return null;
    }

    /// <summary>Reads what an item is, and what is inside it, into a field; nobody may want it.</summary>
    public string? ReadValue(FieldNode? field, ReadOnlySpan<byte> payload, ref int position, in Item item, int depth)
    {
        if (item.Kind == ItemKind.End) return Unexpected(position);
        if (!item.IsNested)
        {
            if (field is not null) SetScalar(field, payload, item);
            return null;
        }

        if (depth >= DepthLimit) return $"nested deeper than {DepthLimit} at byte {position - 1}";
        if (field is null || !fields.IsWantedBelow(field)) return SkipInside(payload, ref position, item, depth);
        return item.Kind == ItemKind.Map
            ? ReadMap(field, payload, ref position, item, depth + 1)
            : ReadArray(field, payload, ref position, item, depth + 1);
    }

    /// <summary>Reads the elements of a list into fields <c>0</c>, <c>1</c> and so on.</summary>
    public string? ReadArray(FieldNode node, ReadOnlySpan<byte> payload, ref int position, in Item list, int depth)
    {
        Span<byte> digits = stackalloc byte[NameLimit];
        for (var i = 0; list.Count < 0 || i < list.Count; i++)
        {
            var error = Next(payload, ref position, out var element);
            if (error is null && element.Kind == ItemKind.End && list.Count < 0) return null;
            Utf8Formatter.TryFormat(i, digits, out var length);
            var field = i < KeptElementLimit ? fields.Find(node, digits[..length]) : node.Find(digits[..length]);
            error ??= ReadValue(field, payload, ref position, element, depth);
            if (error is not null) return error;
        }

        return null;
    }

    /// <summary>Passes over an item with everything inside it, which is checked all the same.</summary>
    public static string? Skip(ReadOnlySpan<byte> payload, ref int position, int depth)
    {
        if (Next(payload, ref position, out var item) is { } error) return error;
        return item.Kind == ItemKind.End ? Unexpected(position) : SkipInside(payload, ref position, item, depth);
    }

    /// <summary>Passes over what is inside an item.</summary>
    public static string? SkipInside(ReadOnlySpan<byte> payload, ref int position, in Item item, int depth)
    {
        if (!item.IsNested) return null;
        if (depth >= DepthLimit) return $"nested deeper than {DepthLimit} at byte {position - 1}";
        var inPair = item.Kind == ItemKind.Map ? 2L : 1L;
        for (var i = 0L; item.Count < 0 || i < item.Count * inPair; i++)
        {
            if (Next(payload, ref position, out var inner) is { } error) return error;
            // In a map that does not say its length, the end comes in the place of a name.
            if (inner.Kind == ItemKind.End) return item.Count < 0 && i % inPair == 0 ? null : Unexpected(position);
            if (SkipInside(payload, ref position, inner, depth + 1) is { } wrong) return wrong;
        }

        return null;
    }

    /// <summary>Reads the next item.</summary>
    public static string? Next(ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        var start = position;
        if (TFormat.Read(payload, ref position, out item) is not { } error) return null;
        return $"not {TFormat.Title} at byte {start}: {error}";
    }

    /// <summary>Reads the name of a pair, or the end of its map.</summary>
    public static string? ReadName(
        ReadOnlySpan<byte> payload, ref int position, Span<byte> digits, out ReadOnlySpan<byte> name, out bool isEnd)
    {
        name = default;
        isEnd = false;
        var start = position;
        if (Next(payload, ref position, out var key) is { } error) return error;
        isEnd = key.Kind == ItemKind.End;
        if (isEnd) return null;
        if (key.Kind == ItemKind.Text)
        {
            name = key.ContentOf(payload);
            return null;
        }

        if (key.Kind != ItemKind.Value || !key.Value.TryGetWhole(out var number))
            return $"a name at byte {start} is neither a text nor a whole number";
        Utf8Formatter.TryFormat(number, digits, out var length);
        name = digits[..length];
        return null;
    }

    private static string Unexpected(int position) => $"not {TFormat.Title} at byte {position - 1}: an end where an item should be";

    private void SetScalar(FieldNode field, ReadOnlySpan<byte> payload, in Item item)
    {
        if (!fields.IsWanted(field)) return;
        fields.Set(field, item.Kind switch
        {
            ItemKind.Text => FieldValue.Of(fields.Text(item.ContentOf(payload))),
            ItemKind.Bytes => FieldValue.Of(Convert.ToBase64String(item.ContentOf(payload))),
            _ => item.Value,
        });
    }
}
