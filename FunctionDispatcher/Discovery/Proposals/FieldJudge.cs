using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>Says what a field is: what is known of its family counts first, then its values, then its name.</summary>
/// <param name="plan">What is known.</param>
internal sealed class FieldJudge(TopicPlan plan)
{
    // So many different values a state has at most.
    private const int StateLimit = 12;
    private const int WordLimit = 32;

    /// <summary>What a field is.</summary>
    public FieldFinding Judge(FieldTally field)
    {
        var hint = plan.Hints.FirstOrDefault(h => h.Matches(field.Name));
        if (hint is null && plan.OnlyHinted) return new(field, FieldRole.Aside);
        var finding = hint?.Role is { } role ? OfHint(field, hint, role) : OfValues(field);
        return hint is null ? finding : finding with { Name = hint.NameOf(field.Name) };
    }

    private static FieldFinding OfValues(FieldTally field)
    {
        if (field.Values == 0) return new(field, FieldRole.Aside) { Remark = "always null" };
        if (TimeFinder.IsTime(field)) return new(field, FieldRole.Aside) { Remark = "another time" };
        if (field.Booleans == field.Values) return new(field, Quantities.IsAlarm(field.Name) ? FieldRole.Alarm : FieldRole.State);
        if (field.Numbers + field.NumericTexts == field.Values) return OfNumbers(field);
        if (field.Numbers * 2 >= field.Values)
            return OfNumbers(field) with { Remark = $"a number in {field.Numbers} of {field.Values} events only" };
        return OfTexts(field);
    }

    private static FieldFinding OfHint(FieldTally field, FieldHint hint, FieldRole known)
    {
        // A family may send what its documentation calls a number only sometimes.
        var isNumber = field.Numbers + field.NumericTexts > 0 || hint.Declared is not null;
        if (field.Values == 0) return new(field, FieldRole.Aside) { Remark = "always null" };
        var role = known is FieldRole.Gauge or FieldRole.Counter && !isNumber ? FieldRole.Aside : known;
        return new(field, role)
        {
            Unit = hint.Unit, IsUnitKnown = hint.Unit is not null,
            Declared = hint.Declared ?? (role is FieldRole.Gauge or FieldRole.Counter or FieldRole.Value ? Typed(field) : []),
            Remark = role == known ? null : "no number so far",
        };
    }

    private static FieldFinding OfNumbers(FieldTally field)
    {
        var name = field.Name;
        var finding = new FieldFinding(field, FieldRole.Gauge) { Unit = Quantities.UnitOf(name), Declared = Typed(field) };
        if (Quantities.IsSequence(name)) return finding with { Role = FieldRole.Aside, Unit = null, Remark = "counts messages or time" };
        if (Quantities.IsPlace(name)) return finding with { Role = FieldRole.Value, Unit = null };
        if (Quantities.IsCounter(name) && field.Falls * 20 <= field.Rises) return finding with { Role = FieldRole.Counter };
        if (field.IsWhole && field.Distinct.Count <= StateLimit
            && Quantities.IsAlarm(name)) return finding with { Role = FieldRole.Alarm, Unit = null };
        if (field.IsWhole && field.Distinct.Count <= StateLimit
            && Quantities.IsState(name)) return finding with { Role = FieldRole.State, Unit = null };
        if (Quantities.IsIdentity(name) && field.IsWhole && !field.Changes)
            return finding with { Role = FieldRole.Aside, Unit = null, Remark = "names something" };
        return field is { Rises: >= 5, Falls: 0 } && field.IsWhole
            ? finding with { Remark = "it only grew: where it counts something, use increase" }
            : finding;
    }

    private static FieldFinding OfTexts(FieldTally field)
    {
        var finding = new FieldFinding(field, FieldRole.State);
        if (field.Longest > WordLimit * 2) return finding with { Role = FieldRole.Aside, Remark = "a long text" };
        if (Quantities.IsAlarm(field.Name)) return finding with { Role = FieldRole.Alarm };
        if (Quantities.IsState(field.Name) && field.Distinct.Count <= WordLimit) return finding;
        if (!field.Changes) return finding with { Role = FieldRole.Aside, Remark = "does not change" };
        if (Quantities.IsIdentity(field.Name)) return finding with { Role = FieldRole.Aside, Remark = "names something" };
        return field.Distinct.Count <= StateLimit && field.Distinct.Count * 2 <= Math.Max(4, field.Values)
            ? finding
            : finding with { Role = FieldRole.Aside, Remark = "another text each time" };
    }

    private static FlowMap Typed(FieldTally field) => field.NumericTexts > 0 ? new FlowMap { { "type", "number" } } : [];
}
