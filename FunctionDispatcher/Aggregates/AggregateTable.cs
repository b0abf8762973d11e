using System.Collections.Frozen;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Aggregates.States;
using EventEdge.FunctionDispatcher.Expressions.Syntax;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>Every aggregate of the language. One more is one entry.</summary>
internal static class AggregateTable
{
    private static readonly StaticType[] OneNumber = [StaticType.Number];
    private static readonly StaticType[] OneValue = [StaticType.Any];
    private static readonly StaticType[] OneCondition = [StaticType.Boolean];
    private static readonly StaticType[] TwoNumbers = [StaticType.Number, StaticType.Number];

    public static readonly IReadOnlyList<Aggregate> All =
    [
        new("count", StaticType.Number, OneValue, "count(x)", "how many events have a value; all events where none is named",
            Count) { Optional = 1 },
        Conditions("count_if(condition)", "for how many events the condition holds", StaticType.Number, (held, _) => held),
        Conditions("any(condition)", "whether it holds for at least one event", StaticType.Boolean, (held, _) => held > 0),
        Conditions("all(condition)", "whether it holds for every event", StaticType.Boolean, (held, seen) => held == seen),
        Conditions("share(condition)", "the part of the events for which it holds, 0 to 1", StaticType.Number,
            (held, seen) => (double)held / seen),
        Numbers("sum(x)", "the sum, exact and rounded once", s => s.Sum),
        Numbers("mean(x)", "the sum over the count", s => s.Sum / s.Count),
        Numbers("min(x)", "the smallest number", s => s.Min),
        Numbers("max(x)", "the largest number", s => s.Max),
        Numbers("spread(x)", "the largest less the smallest", s => s.Max - s.Min),
        Moments("stddev(x)", "the deviation of a sample; none below two numbers", OneNumber, s => Math.Sqrt(Variance(s, s.Count - 1))),
        Moments("stddev_pop(x)", "the deviation of all there is", OneNumber, s => Math.Sqrt(Variance(s, s.Count))),
        Moments("var(x)", "the variance of a sample", OneNumber, s => Variance(s, s.Count - 1)),
        Moments("var_pop(x)", "the variance of all there is", OneNumber, s => Variance(s, s.Count)),
        Moments("covariance(x, y)", "the covariance of a sample", TwoNumbers, s => s.Common / s.Count / (s.Count - 1)),
        Moments("correlation(x, y)", "Pearson's correlation, -1 to 1", TwoNumbers,
            s => s.Common / Math.Sqrt(s.SpreadOfX) / Math.Sqrt(s.SpreadOfY)),
        new("slope", StaticType.Number, OneNumber, "slope(x)", "the rise a second of the straight line that fits best", Slope),
        new("median", StaticType.Number, OneNumber, "median(x)",
            "the middle number, of an even count halfway between the two in the middle, within 1 % of these",
            a => new SketchState(a.Number(0), 0.5)),
        new("percentile", StaticType.Number, TwoNumbers, "percentile(x, 95)",
            "the number so many percent of the way from the least to the greatest in order, on the line between the two beside it, "
                + "within 1 % of these",
            a => new SketchState(a.Number(0), a.Constant(1) / 100))
        {
            ConstantsFrom = 1,
            Range = (0, 100),
        },
        new("first", StaticType.Any, OneValue, "first(x)", "the earliest value by event time",
            a => new EdgeState(a.Value(0), isLast: false)),
        new("last", StaticType.Any, OneValue, "last(x)", "the latest value by event time", a => new EdgeState(a.Value(0), isLast: true)),
        Different("mode(x)", "the most frequent value; of equally frequent ones the least", StaticType.Any,
            s => s.ByFrequency.FirstOrDefault()),
        Different("distinct(x)", "how many different values there are; none beyond 1,000 of them", StaticType.Number, s => s.Count),
        new("distinct_about", StaticType.Number, OneValue, "distinct_about(x)",
            "how many different values there are, within about 2.3 %, in 2 KiB", a => new ApproximateDistinctState(a.Value(0))),
        new("top", StaticType.Text, [StaticType.Any, StaticType.Number], "top(x, 3)",
            "the 1 to 100 most frequent values as a JSON list; none beyond 1,000 different ones", Top)
        {
            ConstantsFrom = 1,
            Range = (1, 100),
            IsWhole = true,
        },
        new("histogram", StaticType.Text, [StaticType.Number, StaticType.Number, StaticType.Number, StaticType.Number],
            "histogram(x, low, high, parts)", "counts below `low`, in each of 1 to 100 equal parts, and from `high` up, as a JSON list",
            Histogram)
        {
            ConstantsFrom = 1,
            Range = (-SensorRange.Limit, SensorRange.Limit),
            Problem = HistogramProblem,
        },
        new("collect", StaticType.Text, [StaticType.Any, StaticType.Number], "collect(x, 100)",
            "the first 1 to 1,000 values by event time as a JSON list", a => new CollectState(a.Value(0), (int)a.Constant(1, 100)))
        {
            Optional = 1,
            ConstantsFrom = 1,
            Range = (1, 1000),
            IsWhole = true,
        },
        Samples("time_mean(x)", "the mean where each number holds until the next, the last to the end of the window", StaticType.Number,
            _ => new TimeWeightedMean()),
        Samples("integral(x)", "the area under straight lines between the numbers, in their unit times seconds", StaticType.Number,
            _ => new Integral()),
        Counter("increase(x, range)",
            "what a counter grew by since its last number before the window; a fall is a reset to 0, or with a `range` a roll-over",
            isRate: false),
        Counter("rate(x, range)", "the increase a second", isRate: true),
        new("duration", StaticType.Number, OneCondition, "duration(condition)",
            "for how many seconds it held: from an event for which it does to the next, from the last to the end of the window", a =>
                new SamplesState(Truth(a), new Duration())),
        new("transitions", StaticType.Number, OneValue, "transitions(x)", "how often the value changed",
            a => new SamplesState(a.Value(0), new Transitions())),
    ];

    /// <summary>Every aggregate by its name.</summary>
    public static readonly FrozenDictionary<string, Aggregate> ByName = All.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    private static double Variance(MomentState state, long divisor) =>
        divisor > 0 ? Math.Max(0, state.SpreadOfX) / state.Count / divisor : double.NaN;

    private static string NameOf(string usage) => usage[..usage.IndexOf('(', StringComparison.Ordinal)];

    private static IAggregateState Count(AggregateArguments arguments)
    {
        if (arguments.Count == 0) return new CountState(_ => true, (held, _) => held);
        var value = arguments.Value(0);
        return new CountState(e => value(e).Exists, (held, _) => held);
    }

    private static Aggregate Conditions(string usage, string meaning, StaticType result, Func<long, long, FieldValue> read) =>
        new(NameOf(usage), result, OneCondition, usage, meaning, a => new CountState(a.Condition(0), read));

    private static Aggregate Numbers(string usage, string meaning, Func<NumberState, double> read) =>
        new(NameOf(usage), StaticType.Number, OneNumber, usage, meaning, a => new NumberState(a.Number(0), read));

    private static Aggregate Moments(string usage, string meaning, StaticType[] parameters, Func<MomentState, double> read) =>
        new(NameOf(usage), StaticType.Number, parameters, usage, meaning,
            a => new MomentState(a.Number(0), a.Number(parameters.Length - 1), read));

    private static Aggregate Different(string usage, string meaning, StaticType result, Func<DifferentValuesState, FieldValue> read) =>
        new(NameOf(usage), result, OneValue, usage, meaning, a => new DifferentValuesState(a.Value(0), read));

    private static Aggregate Samples(string usage, string meaning, StaticType result, Func<AggregateArguments, Between> between) =>
        new(NameOf(usage), result, OneNumber, usage, meaning, a => new SamplesState(Measured(a), between(a)));

    private static Aggregate Counter(string usage, string meaning, bool isRate) =>
        new(NameOf(usage), StaticType.Number, TwoNumbers, usage, meaning,
            a => new SamplesState(Measured(a), new Increase(a.Constant(1), isRate)))
        {
            Optional = 1,
            ConstantsFrom = 1,
            Range = (1, 1e15),
        };

    private static IAggregateState Slope(AggregateArguments arguments) => new MomentState(
        e => (e.Time.UtcTicks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond, arguments.Number(0), s =>
            s.Common / s.SpreadOfX);

    private static IAggregateState Histogram(AggregateArguments arguments) => new HistogramState(
        arguments.Number(0), arguments.Constant(1), arguments.Constant(2), (int)arguments.Constant(3));

    private static (int Argument, string Problem)? HistogramProblem(IReadOnlyList<double> constants)
    {
        if (constants is not [var low, var high, var parts]) return null;
        if (low >= high) return (2, $"'high' {high} is not above 'low' {low}: every number would be in one part or none");
        return parts is >= 1 and <= 100 && double.IsInteger(parts) ? null : (3, $"'parts' is a whole number from 1 to 100, not {parts}");
    }

    private static IAggregateState Top(AggregateArguments arguments)
    {
        var count = (int)arguments.Constant(1);
        return new DifferentValuesState(arguments.Value(0), s => JsonList.Of(s.ByFrequency.Take(count)));
    }

    private static Func<EdgeEvent, FieldValue> Measured(AggregateArguments arguments)
    {
        var number = arguments.Value(0);
        return e => number(e) is { IsNumber: true } n && SensorRange.Holds(n.AsNumber)
            ? n.IsRounded ? n : n.AsNumber + 0.0 : FieldValue.Missing;
    }

    private static Func<EdgeEvent, FieldValue> Truth(AggregateArguments arguments)
    {
        var condition = arguments.Condition(0);
        return e => condition(e);
    }
}
