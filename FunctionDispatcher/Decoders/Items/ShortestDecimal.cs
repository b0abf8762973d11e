using System.Buffers.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>What a sensor of four bytes means.</summary>
internal static class ShortestDecimal
{
    /// <summary>
    /// The double of the shortest decimal that reads back as the number: 21.7 for the number nearest to it, not 21.700000762939453. Rounded
    /// to four bytes it is the same number again.
    /// </summary>
    public static double Of(float number)
    {
        Span<byte> text = stackalloc byte[32];
        // A whole number is what it says.
        if (number == MathF.Truncate(number) || !Utf8Formatter.TryFormat(number, text, out var length)) return number;
        return Utf8Parser.TryParse(text[..length], out double exact, out var used) && used == length ? exact : number;
    }
}
