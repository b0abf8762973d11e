using System.Collections.Frozen;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Every function of the language. One more is one line in its family.</summary>
internal static class FunctionTable
{
    /// <summary>The families, as the reference lists them.</summary>
    public static readonly IReadOnlyList<(string Family, IReadOnlyList<ExpressionFunction> Functions)> Families =
    [
        ("Choices", ConditionalFunctions.All),
        ("Conversions", ConversionFunctions.All),
        ("Texts", TextFunctions.All),
        ("Regular expressions", PatternFunctions.All),
        ("Numbers", MathFunctions.All),
        ("Bits", BitFunctions.All),
        ("Time", TimeFunctions.All),
        ("Places", GeometryFunctions.All),
        ("JSON in a text", JsonFunctions.All),
        ("Digests", HashFunctions.All),
        ("The message", EventFunctions.All),
    ];

    /// <summary>Every function, in the order of the reference.</summary>
    public static readonly IReadOnlyList<ExpressionFunction> All = [.. Families.SelectMany(f => f.Functions)];

    /// <summary>Every function by its name.</summary>
    public static readonly FrozenDictionary<string,
    ExpressionFunction> ByName = All.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
}
