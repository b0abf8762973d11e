using System.Globalization;

namespace EventEdge.Replay;

/// <summary>How fast recorded time passes.</summary>
/// <param name="Factor">Recorded seconds a second; null for as fast as the broker takes it.</param>
internal readonly record struct ReplaySpeed(double? Factor)
{
    /// <summary>Reads <c>max</c>, <c>1x</c> or <c>60x</c>.</summary>
    public static bool TryParse(string text, out ReplaySpeed speed)
    {
        speed = default;
        if (text == "max") return true;
        if (!text.EndsWith('x')) return false;
        var isNumber = double.TryParse(
            text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor);
        speed = new(factor);
        return isNumber && factor is > 0 and <= 1e9;
    }
}
