using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Compilation;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>
/// A value computed from an event: <c>voltage * current</c>, <c>if(state = 'run', power, 0)</c>. What cannot be computed is
/// <see cref="FieldValue.Missing"/>; evaluation never throws.
/// </summary>
internal sealed class ValueExpression
{
    private readonly Node _root;

    private ValueExpression(Node root)
    {
        _root = root;
        FieldPaths = ExpressionText.Fields(root).Select(f => f.Path).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The paths of the fields it reads.</summary>
    public IReadOnlySet<string> FieldPaths { get; }

    /// <summary>Parses and checks an expression, given the fields that are always text: the captures of the topic filter.</summary>
    public static bool TryParse(
        string text,
        IEnumerable<string> textFields,
        [NotNullWhen(true)] out ValueExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        error = ExpressionText.Read(text, textFields, isCondition: false, out var root);
        expression = error is null ? new ValueExpression(root!) : null;
        return expression is not null;
    }

    /// <summary>
    /// The expression as a function of events of one layout, whose slots are taken now. One caller at a time: it belongs to the binding's
    /// loop, like the layout.
    /// </summary>
    public Func<EdgeEvent, FieldValue> Compile(EventLayout layout) => new Compiler(layout).Value(_root);

    /// <summary>The expression in canonical spelling.</summary>
    public override string ToString() => NodePrinter.Print(_root);

    /// <summary>Where a field is first named, from 0.</summary>
    internal int OffsetOf(string path) => ExpressionText.Fields(_root).Where(f => f.Path == path).Min(f => f.Span.Offset);
}
