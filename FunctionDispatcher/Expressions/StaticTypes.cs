using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>What is known about the type of a node.</summary>
internal static class StaticTypes
{
    private static readonly IReadOnlySet<string> NoTexts = new HashSet<string>();

    public static ValueType Of(Node node) => Of(node, NoTexts);

    /// <summary>The type, given the fields that are always text: the captures of a topic.</summary>
    public static ValueType Of(Node node, IReadOnlySet<string> textFields) => node switch
    {
        LiteralNode literal => Of(literal.Value),
        FieldNode field => textFields.Contains(field.Path) ? ValueType.Text : ValueType.Any,
        UnaryNode { Operator: UnaryOperator.Negate } => ValueType.Number,
        BinaryNode { Operator: >= BinaryOperator.Add } => ValueType.Number,
        CallNode { Function.Name: "coalesce" } call => Common(call.Arguments.Select(a => Of(a, textFields))),
        CallNode call => call.Function.Result,
        _ => ValueType.Boolean,
    };

    public static ValueType Of(FieldValue value) => value.Kind switch
    {
        FieldKind.Boolean => ValueType.Boolean,
        FieldKind.Number => ValueType.Number,
        FieldKind.Text => ValueType.Text,
        _ => ValueType.Null,
    };

    private static ValueType Common(IEnumerable<ValueType> types) =>
        types.Where(t => t != ValueType.Null).Distinct().Take(2).ToArray() is [var one] ? one : ValueType.Any;
}
