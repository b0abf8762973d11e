using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>The arguments of a call of an aggregate, compiled once for each binding: its states share them.</summary>
internal sealed class AggregateArguments
{
    private readonly Func<EdgeEvent, FieldValue>[] _values;
    private readonly Func<EdgeEvent, double>[] _numbers;
    private readonly Func<EdgeEvent, bool>[] _conditions;
    private readonly double[] _constants;

    public AggregateArguments(IExpressionCompiler compiler, Aggregate aggregate, IReadOnlyList<Node> arguments)
    {
        _values = [.. arguments.Select(a => Measured(compiler.Value(a)))];
        _numbers = [.. arguments.Select((a, i) => aggregate.ParameterAt(i) == StaticType.Number ? compiler.Number(a) : _ => double.NaN)];
        _conditions = [.. arguments.Select((a, i) => aggregate.ParameterAt(i) == StaticType.Boolean ? compiler.Boolean(a) : _ => false)];
        _constants = [.. arguments.Select(a => a.IsConstantNumber(out var number) ? number : double.NaN)];
    }

    public int Count => _values.Length;

    public Func<EdgeEvent, FieldValue> Value(int index) => _values[index];

    public Func<EdgeEvent, double> Number(int index) => _numbers[index];

    public Func<EdgeEvent, bool> Condition(int index) => _conditions[index];

    /// <summary>A constant number; another where it is left out.</summary>
    public double Constant(int index, double otherwise = double.NaN) => index < _constants.Length ? _constants[index] : otherwise;

    // Infinity is no measured value, nor is NaN: no result could show it.
    private static Func<EdgeEvent, FieldValue> Measured(Func<EdgeEvent, FieldValue> value) =>
        e => value(e) is var v && v.IsNumber && !double.IsFinite(v.AsNumber) ? FieldValue.Missing : v;
}
