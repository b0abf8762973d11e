using System.Globalization;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Texts that are numbers, and numbers as people read them.</summary>
internal static class NumberText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>
    /// Whether a text is a number: digits with a point at most. One that begins with a needless zero, or has more digits than a number
    /// holds, is rather a name.
    /// </summary>
    public static bool TryRead(string text, out double number)
    {
        number = 0;
        var digits = text.AsSpan().TrimStart('-');
        if (digits.Length is 0 or > 17 || (digits.Length > 1 && digits[0] == '0' && digits[1] != '.')) return false;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>A number in a comment: as many digits as tell something.</summary>
    public static string Shown(double number) => number.ToString(Math.Abs(number) >= 1e6 ? "0" : "0.####", CultureInfo.InvariantCulture);
}
