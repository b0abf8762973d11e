using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Compilation;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>
/// A condition on events: <c>temperature &gt; 90 and device not in ['7', '8']</c>. A comparison with a field that is missing, or of another
/// type, is false, and evaluation never throws. <c>x = null</c> is true for a field that is present and null.
/// </summary>
public sealed class WhereExpression
{
    /// <summary>Longest condition, in characters.</summary>
    public const int LengthLimit = ExpressionText.LengthLimit;

    /// <summary>Deepest nesting; a chain of operators counts as nested.</summary>
    public const int DepthLimit = Parser.DepthLimit;

    private WhereExpression(Node root)
    {
        Root = root;
        FieldPaths = ExpressionText.Fields(root).Select(f => f.Path).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The paths of the fields it reads.</summary>
    public IReadOnlySet<string> FieldPaths { get; }

    internal Node Root { get; }

    /// <summary>Parses and checks a condition.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out WhereExpression? expression, [NotNullWhen(false)] out ExpressionError? error) =>
        TryParse(text, [], out expression, out error);

    /// <summary>Parses and checks a condition, given the fields that are always text: the captures of the topic filter.</summary>
    public static bool TryParse(
        string text,
        IEnumerable<string> textFields,
        [NotNullWhen(true)] out WhereExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        error = ExpressionText.Read(text, textFields, isCondition: true, out var root);
        expression = error is null ? new WhereExpression(root!) : null;
        return expression is not null;
    }

    /// <summary>
    /// The condition as a function of events of one layout, whose slots are taken now. Numbers and texts are compared without allocation.
    /// One caller at a time: it belongs to the binding's loop, like the layout.
    /// </summary>
    public Func<EdgeEvent, bool> Compile(EventLayout layout) => new Compiler(layout).Boolean(Root);

    /// <summary>The condition in canonical spelling: equal for texts that differ in blanks and needless parentheses only.</summary>
    public override string ToString() => NodePrinter.Print(Root);

    /// <summary>Where a field is first named, from 0.</summary>
    internal int OffsetOf(string path) => ExpressionText.Fields(Root).Where(f => f.Path == path).Min(f => f.Span.Offset);
}
