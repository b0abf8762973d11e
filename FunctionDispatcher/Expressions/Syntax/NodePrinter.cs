using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>A condition as canonical text: one spelling for each meaning, with parentheses only where they are needed.</summary>
internal static class NodePrinter
{
    public static string Print(Node node) => node switch
    {
        LiteralNode literal => Print(literal.Value),
        FieldNode field => PrintPath(field.Path),
        UnaryNode { Operator: UnaryOperator.Not } not => $"not {Print(not.Operand, Precedence.Not)}",
        UnaryNode negate => $"-{Print(negate.Operand, Precedence.Negation)}",
        BinaryNode binary => PrintBinary(binary),
        MembershipNode membership => PrintMembership(membership),
        CallNode call => $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(a => Print(a)))})",
        _ => throw new InvalidOperationException($"no text for {node.GetType().Name}"),
    };

    private static string Print(Node node, int atLeast) => Precedence.Of(node) >= atLeast ? Print(node) : $"({Print(node)})";

    private static string Print(FieldValue value) => value.Kind switch
    {
        FieldKind.Null => "null",
        FieldKind.Text => $"'{value.AsText!.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => value.ToString(),
    };

    private static string PrintBinary(BinaryNode node)
    {
        var binding = Precedence.Of(node.Operator);
        // Comparisons do not chain, so their left side needs parentheses too.
        var left = Print(node.Left, binding == Precedence.Comparison ? binding + 1 : binding);
        return $"{left} {Precedence.Symbol(node.Operator)} {Print(node.Right, binding + 1)}";
    }

    private static string PrintMembership(MembershipNode node) =>
        $"{Print(node.Operand, Precedence.Comparison + 1)} {(node.Negated ? "not in" : "in")} "
            + $"[{string.Join(", ", node.Items.Select(i => Print(i)))}]";

    private static string PrintPath(string path) =>
        (MessageField.Is(path) ? path[1..] : path).Split('.').All(IsIdentifier) && !Lexer.Keywords.ContainsKey(path) ? path : $"`{path}`";

    private static bool IsIdentifier(string segment) =>
        segment.Length > 0 && Lexer.IsWordStart(segment[0]) && segment.All(Lexer.IsWordPart);
}
