using System.Text.RegularExpressions;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Regular expressions that cannot be made slow: time is linear in the text, whatever the pattern.</summary>
internal static class Patterns
{
    /// <exception cref="ArgumentException">Not a regular expression.</exception>
    /// <exception cref="NotSupportedException">It uses look-around, back-references or the like.</exception>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Why a text is no such expression; null when it is one.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            return $"the pattern is not usable: {bad.Message.TrimEnd('.')}";
        }
    }
}
