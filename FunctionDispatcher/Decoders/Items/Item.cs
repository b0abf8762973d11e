using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>What an item of a self-describing binary format is.</summary>
internal enum ItemKind
{
    /// <summary>Null, a truth value, a number, or a time.</summary>
    Value,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A list; its elements follow.</summary>
    Array,

    /// <summary>Names and values; they follow.</summary>
    Map,

    /// <summary>The end of a list or map that did not say its length.</summary>
    End,
}

/// <summary>One item, without what follows it.</summary>
internal readonly struct Item
{
    private readonly int _start;
    private readonly byte[]? _joined;

    private Item(ItemKind kind, int start, int count, in FieldValue value = default, byte[]? joined = null) =>
        (Kind, _start, Count, Value, _joined) = (kind, start, count, value, joined);

    public static Item End => new(ItemKind.End, 0, 0);

    public ItemKind Kind { get; }

    /// <summary>Elements of a list, pairs of a map, bytes of a text; -1 for a list or map that does not say.</summary>
    public int Count { get; }

    /// <summary>The value of an <see cref="ItemKind.Value"/>.</summary>
    public FieldValue Value { get; }

    public bool IsNested => Kind is ItemKind.Array or ItemKind.Map;

    public static Item Of(in FieldValue value) => new(ItemKind.Value, 0, 0, value);

    /// <summary>A number; NaN and infinity are null.</summary>
    public static Item Real(double number) => Of(double.IsFinite(number) ? FieldValue.Of(number) : FieldValue.Null);

    public static Item Nested(ItemKind kind, int count) => new(kind, 0, count);

    /// <summary>A text or bytes, as they stand in the payload.</summary>
    public static Item Content(ItemKind kind, int start, int length) => new(kind, start, length);

    /// <summary>A text or bytes that came in pieces.</summary>
    public static Item Joined(ItemKind kind, byte[] bytes) => new(kind, 0, bytes.Length, default, bytes);

    /// <summary>The bytes of a text or of bytes.</summary>
    public ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> payload) => _joined ?? payload.Slice(_start, Count);
}
