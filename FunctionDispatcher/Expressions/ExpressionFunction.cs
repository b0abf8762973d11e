using System.Collections.Frozen;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>A function of the condition language: its name, what it takes and gives, and the line the reference shows.</summary>
internal sealed record ExpressionFunction(
    string Name, StaticType Result, StaticType Parameter, int MinArguments, int MaxArguments, string Usage, string Meaning)
{
    /// <summary>Most arguments of a function that takes any number.</summary>
    public const int ArgumentLimit = 32;

    public static readonly ExpressionFunction Exists = new(
        "exists", StaticType.Boolean, StaticType.Any, 1, 1, "exists(x)", "true when the field is there and not null");

    public static readonly ExpressionFunction Contains = new(
        "contains", StaticType.Boolean, StaticType.Text, 2, 2, "contains(x, 'part')", "true when the text holds the part");

    public static readonly ExpressionFunction StartsWith = new(
        "starts_with", StaticType.Boolean, StaticType.Text, 2, 2, "starts_with(x, 'head')", "true when the text begins with it");

    public static readonly ExpressionFunction EndsWith = new(
        "ends_with", StaticType.Boolean, StaticType.Text, 2, 2, "ends_with(x, 'tail')", "true when the text ends with it");

    public static readonly ExpressionFunction Matches = new(
        "matches", StaticType.Boolean, StaticType.Text, 2, 2, "matches(x, '^p[0-9]+$')",
        "true when the regular expression finds a match; the pattern is a constant, without look-around and back-references");

    public static readonly ExpressionFunction Lower = new(
        "lower", StaticType.Text, StaticType.Text, 1, 1, "lower(x)", "the text in lower case");

    public static readonly ExpressionFunction Upper = new(
        "upper", StaticType.Text, StaticType.Text, 1, 1, "upper(x)", "the text in upper case");

    public static readonly ExpressionFunction Length = new(
        "length", StaticType.Number, StaticType.Text, 1, 1, "length(x)", "the text's length in UTF-16 units");

    public static readonly ExpressionFunction Abs = new(
        "abs", StaticType.Number, StaticType.Number, 1, 1, "abs(x)", "the number without its sign");

    public static readonly ExpressionFunction Round = new(
        "round", StaticType.Number, StaticType.Number, 1, 1, "round(x)", "the nearest whole number, halves away from zero");

    public static readonly ExpressionFunction Floor = new(
        "floor", StaticType.Number, StaticType.Number, 1, 1, "floor(x)", "the next whole number below");

    public static readonly ExpressionFunction Ceil = new(
        "ceil", StaticType.Number, StaticType.Number, 1, 1, "ceil(x)", "the next whole number above");

    public static readonly ExpressionFunction Min = new(
        "min", StaticType.Number, StaticType.Number, 2, ArgumentLimit, "min(x, y, …)", "the smallest; no number when one of them is none");

    public static readonly ExpressionFunction Max = new(
        "max", StaticType.Number, StaticType.Number, 2, ArgumentLimit, "max(x, y, …)", "the largest; no number when one of them is none");

    public static readonly ExpressionFunction Coalesce = new(
        "coalesce", StaticType.Any, StaticType.Any, 2, ArgumentLimit, "coalesce(x, y, …)", "the first that is there and not null");

    /// <summary>Every function, in the order of the reference.</summary>
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Exists, Coalesce, Contains, StartsWith, EndsWith, Matches, Lower, Upper, Length, Abs, Round, Floor, Ceil, Min, Max,
    ];

    private static readonly FrozenDictionary<string, ExpressionFunction> ByName = All.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    public static ExpressionFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The function is known by its name alone.</summary>
    public bool Equals(ExpressionFunction? other) => Name == other?.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
