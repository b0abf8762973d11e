using System.Globalization;

namespace EventEdge.Contracts.Events;

/// <summary>A double as text without an exponent, as a tag, a topic or a key shows it.</summary>
internal static class PlainNumber
{
    // Beyond it the shortest form has an exponent.
    private const double ShortBelow = 1e15;

    /// <summary>The shortest digits that read back as the same number; whole numbers with every digit; both zeros as <c>0</c>.</summary>
    public static string Format(double number)
    {
        if (number == 0) return "0";
        var isLarge = double.IsFinite(number) && Math.Abs(number) >= ShortBelow;
        if (isLarge && double.IsInteger(number)) return number.ToString("F0", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = shortest.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? shortest : Expand(
            shortest[..exponent], int.Parse(shortest.AsSpan(exponent + 1), provider: CultureInfo.InvariantCulture));
    }

    private static string Expand(string mantissa, int exponent)
    {
        var sign = mantissa.StartsWith('-') ? "-" : string.Empty;
        var digits = mantissa.Replace(".", string.Empty, StringComparison.Ordinal)[sign.Length..];
        return exponent < 0
            ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
