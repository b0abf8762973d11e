using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>What is known about the type of a node.</summary>
internal static class StaticTypes
{
    private static readonly IReadOnlySet<string> NoTexts = new HashSet<string>();

    public static StaticType Of(Node node) => Of(node, NoTexts);

    /// <summary>The type, given the fields that are always text: the captures of a topic.</summary>
    public static StaticType Of(Node node, IReadOnlySet<string> textFields) => node switch
    {
        LiteralNode literal => Of(literal.Value),
        FieldNode field => textFields.Contains(field.Path) ? StaticType.Text : OfMessage(field.Path),
        UnaryNode { Operator: UnaryOperator.Negate } => StaticType.Number,
        BinaryNode { Operator: >= BinaryOperator.Add } => StaticType.Number,
        CallNode { Function.Result: StaticType.Any } call =>
            Common(call.Arguments.Skip(call.Function.ResultFrom).Select(a => Of(a, textFields))),
        CallNode call => call.Function.Result,
        _ => StaticType.Boolean,
    };

    public static StaticType Of(FieldValue value) => value.Kind switch
    {
        FieldKind.Boolean => StaticType.Boolean,
        FieldKind.Number => StaticType.Number,
        FieldKind.Text => StaticType.Text,
        _ => StaticType.Null,
    };

    private static StaticType OfMessage(string path) => MessageField.Find(path)?.Kind switch
    {
        FieldKind.Text => StaticType.Text,
        FieldKind.Number => StaticType.Number,
        FieldKind.Boolean => StaticType.Boolean,
        _ => StaticType.Any,
    };

    private static StaticType Common(IEnumerable<StaticType> types) =>
        types.Where(t => t != StaticType.Null).Distinct().Take(2).ToArray() is [var one] ? one : StaticType.Any;
}
