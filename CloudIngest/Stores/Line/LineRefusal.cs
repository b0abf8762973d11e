using System.Globalization;
using System.Text.RegularExpressions;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// What a server's refusal says beyond its text: which field has another type, how many lines were dropped while the others were written.
/// </summary>
internal static partial class LineRefusal
{
    /// <summary>
    /// The field that has another type in the store; null when that is not the reason. Measurement and field as the line had them.
    /// </summary>
    public static (string Measurement, string Field, string Stored)? Conflict(string error)
    {
        var match = TypeConflict().Match(Plain(error));
        return match.Success ? (match.Groups["measurement"].Value, match.Groups["field"].Value, match.Groups["stored"].Value) : null;
    }

    /// <summary>How many lines were dropped, where the others are written; null when the answer does not say.</summary>
    public static int? Dropped(string error) =>
        DroppedLines().Match(error) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var dropped) && dropped > 0
            ? dropped
            : null;

    /// <summary>Whether the lines were dropped for their age: they are the oldest then.</summary>
    public static bool IsAge(string error) => error.Contains("points beyond retention policy", StringComparison.Ordinal);

    // A text within JSON within which names are quoted.
    private static string Plain(string error) =>
        error.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex(
        """input field "(?<field>.*)" on measurement "(?<measurement>.*)" is type \w+, already exists as type (?<stored>\w+)""",
        RegexOptions.NonBacktracking)]
    private static partial Regex TypeConflict();

    [GeneratedRegex(@"partial write:.*dropped=(\d+)", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex DroppedLines();
}
