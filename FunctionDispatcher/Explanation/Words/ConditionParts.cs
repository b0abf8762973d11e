using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Expressions.Compilation;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>
/// Takes a condition apart: what stands between <c>and</c>, <c>or</c> and <c>not</c> is evaluated for itself, by the code that the whole is
/// evaluated with.
/// </summary>
/// <param name="where">The condition.</param>
/// <param name="input">The event, as it is when the condition is asked. Its layout may get further slots.</param>
internal sealed class ConditionParts(WhereExpression where, EdgeEvent input)
{
    private const int ToldLimit = 3;

    private readonly Compiler _compiler = new(input.Layout);

    /// <summary>Every part, from the left.</summary>
    public IReadOnlyList<ConditionPart> All() => [.. Leaves(where.Root).Select(Part)];

    /// <summary>
    /// The parts because of which the whole is what it is: of an <c>and</c> that is false the first that is false, of an <c>or</c> all.
    /// </summary>
    public string Because() => string.Join("; ", Decisive(where.Root, Holds(where.Root)).Take(ToldLimit).Select(Sentence));

    /// <summary>What to do about a field of them that is not what they take it for; null where each is.</summary>
    public string? Advice() => Decisive(where.Root, Holds(where.Root)).SelectMany(Advices).FirstOrDefault();

    private IEnumerable<string> Advices(Node node)
    {
        var wanted = WantedOf(node);
        if (wanted == FieldKind.Missing) yield break;
        foreach (var path in ExpressionText.Fields(node).Select(field => field.Path))
        {
            var kind = input[path].Kind;
            if (kind == FieldKind.Missing)
            {
                yield return FieldHint.Meant(input, path) is { } meant
                    ? $"write {meant} in where, or let the sensor call it {path}"
                    : $"name a field that comes, or let the sensor send {path}";
            }
            else if (kind != wanted && wanted == FieldKind.Number)
            {
                yield return FieldHint.NumberAdvice(input, path);
            }
        }
    }

    private static IEnumerable<Node> Leaves(Node node) => node switch
    {
        BinaryNode { Operator: BinaryOperator.And or BinaryOperator.Or } both => Leaves(both.Left).Concat(Leaves(both.Right)),
        UnaryNode { Operator: UnaryOperator.Not } negated => Leaves(negated.Operand),
        _ => [node],
    };

    private IEnumerable<Node> Decisive(Node node, bool holds) => node switch
    {
        BinaryNode { Operator: BinaryOperator.And } all when !holds => Decisive(Holds(all.Left) ? all.Right : all.Left, false),
        BinaryNode { Operator: BinaryOperator.Or } any when holds => Decisive(Holds(any.Left) ? any.Left : any.Right, true),
        BinaryNode { Operator: BinaryOperator.And or BinaryOperator.Or } both =>
            Decisive(both.Left, holds).Concat(Decisive(both.Right, holds)),
        UnaryNode { Operator: UnaryOperator.Not } negated => Decisive(negated.Operand, !holds),
        _ => [node],
    };

    private ConditionPart Part(Node node) => new(NodePrinter.Print(node), Holds(node), Values(node));

    private string Sentence(Node node)
    {
        var part = Part(node);
        var values = part.Values.Length > 0 ? $": {part.Values}" : string.Empty;
        return $"{part.Text} is {(part.Holds ? "true" : "false")}{values}";
    }

    private string Values(Node node)
    {
        var wanted = WantedOf(node);
        var values = ExpressionText.Fields(node).Select(field => field.Path).Distinct(StringComparer.Ordinal)
            .Select(path => FieldHint.Describe(input, path, wanted)).ToList();
        if (node is BinaryNode comparison && values.Count > 0)
            values.AddRange(((Node[])[comparison.Left, comparison.Right]).Where(IsComputed).Select(Computed));
        return string.Join(", ", values);
    }

    private static bool IsComputed(Node node) => node is not (LiteralNode or FieldNode) && !node.IsConstantNumber(out _);

    private string Computed(Node node) => $"{NodePrinter.Print(node)} is {FieldHint.Shown(_compiler.Value(node)(input))}";

    // A field that is compared with a constant, or listed in one, has to be of its type: otherwise nothing is true of it.
    private static FieldKind WantedOf(Node node) => node switch
    {
        BinaryNode { Left: FieldNode, Right: var other } => KindOf(other),
        BinaryNode { Left: var other, Right: FieldNode } => KindOf(other),
        MembershipNode { Operand: FieldNode } membership => membership.Items[0].Kind,
        _ => FieldKind.Missing,
    };

    private static FieldKind KindOf(Node node) => StaticTypes.Of(node) switch
    {
        StaticType.Number => FieldKind.Number,
        StaticType.Text => FieldKind.Text,
        StaticType.Boolean => FieldKind.Boolean,
        _ => FieldKind.Missing,
    };

    private bool Holds(Node node) => _compiler.Boolean(node)(input);
}
