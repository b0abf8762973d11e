using System.Text.RegularExpressions;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>Regular expressions that cannot be made slow: time is linear in the text, whatever the pattern.</summary>
internal static class Patterns
{
    /// <exception cref="ArgumentException">Not a regular expression.</exception>
    /// <exception cref="NotSupportedException">It uses look-around, back-references or the like.</exception>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
