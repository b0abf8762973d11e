using System.Globalization;
using System.Numerics;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Cbor;

/// <summary>Tags that make a number of what follows them: big numbers, decimal fractions and bigfloats.</summary>
internal static class CborTags
{
    // One more could be beyond every double.
    private const int BigNumberLimit = 127;
    private const int ExponentLimit = 10_000;
    private const string TooLarge = "a number beyond the range of a double";

    /// <summary>Reads what follows one of the tags 2 to 5; says what is wrong, or null.</summary>
    public static string? Read(ulong tag, ReadOnlySpan<byte> payload, ref int position, out Item item) => tag <= 3
        ? ReadBig(tag, payload, ref position, out item)
        : ReadFraction(tag, payload, ref position, out item);

    /// <summary>A whole number of any size as an item.</summary>
    public static string? ReadWhole(BigInteger number, out Item item)
    {
        var isShort = number >= long.MinValue && number <= long.MaxValue;
        item = Item.Of(isShort ? FieldValue.Of((long)number) : WholeNumber.OfDigits(number.ToString(CultureInfo.InvariantCulture)));
        return null;
    }

    private static string? ReadBig(ulong tag, ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        if (CborFormat.ReadUntagged(payload, ref position, out item) is { } error) return error;
        if (item.Kind != ItemKind.Bytes) return $"tag {tag} without bytes behind it";
        var bytes = item.ContentOf(payload).TrimStart((byte)0);
        if (bytes.Length > BigNumberLimit) return TooLarge;
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return ReadWhole(tag == 2 ? number : -1 - number, out item);
    }

    // An exponent and a mantissa, the latter as large as it likes.
    private static string? ReadFraction(ulong tag, ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        if (CborFormat.ReadUntagged(payload, ref position, out item) is { } error) return error;
        if (item is not { Kind: ItemKind.Array, Count: 2 }) return $"tag {tag} without a list of two behind it";
        if (CborFormat.ReadUntagged(payload, ref position, out var power) is { } wrong) return wrong;
        if (!TryWhole(power, out var exponent) || Math.Abs(exponent) > ExponentLimit)
            return $"an exponent that is not within {ExponentLimit}";
        if (ReadMantissa(payload, ref position, out var mantissa) is { } bad) return bad;
        var number = tag == 4
            ? double.Parse($"{mantissa.Value}E{exponent}", CultureInfo.InvariantCulture)
            : Math.ScaleB(mantissa.Value.AsNumber, (int)exponent);
        item = Item.Of(FieldValue.Of(number));
        return double.IsFinite(number) ? null : TooLarge;
    }

    private static string? ReadMantissa(ReadOnlySpan<byte> payload, ref int position, out Item item)
    {
        var start = position;
        item = default;
        var error = CborFormat.ReadHead(payload, ref position, out var head);
        if (error is null && head is { Major: 6, Argument: 2 or 3 }) return ReadBig(head.Argument, payload, ref position, out item);
        position = start;
        error ??= CborFormat.ReadUntagged(payload, ref position, out item);
        var isWhole = item is { Kind: ItemKind.Value, Value.IsNumber: true };
        return error ?? (isWhole ? null : "a mantissa that is no whole number");
    }

    private static bool TryWhole(in Item item, out long value)
    {
        value = 0;
        return item.Kind == ItemKind.Value && item.Value.TryGetWhole(out value);
    }
}
