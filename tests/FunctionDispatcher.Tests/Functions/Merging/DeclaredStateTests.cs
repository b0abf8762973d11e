using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Count;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Merging;

/// <summary>Functions of anybody say how their results merge.</summary>
public sealed class DeclaredStateTests
{
    [Theory]
    [InlineData(MergeRule.Sum, 6.0)]
    [InlineData(MergeRule.Min, -3.0)]
    [InlineData(MergeRule.Max, 5.0)]
    [InlineData(MergeRule.First, 4.0)]
    [InlineData(MergeRule.Last, 5.0)]
    public void Each_rule_says_what_becomes_of_a_field(MergeRule rule, double merged) =>
        Assert.Equal(merged, Merged(rule, 4, -3, 5).AsNumber);

    [Fact]
    public void Sums_are_exact() => Assert.Equal(2, Merged(MergeRule.Sum, 1e16, 1, 1, -1e16).AsNumber);

    [Fact]
    public void Words_have_a_first_and_a_last() => Assert.Equal("b", Merged(MergeRule.Last, "a", "b").AsText);

    [Fact]
    public void A_merged_result_merges_again_as_if_it_had_been_one()
    {
        var twice = Merge(Merge(StateOf(Sum(0.1)), StateOf(Sum(0.2)))!.Value, StateOf(Sum(0.3)))!.Value;
        Assert.Equal(Merged(MergeRule.Sum, 0.1, 0.2, 0.3), ResultStates.FieldsOf(twice)[0].Value);
    }

    [Fact]
    public void A_word_has_no_sum_and_a_field_without_a_rule_no_future()
    {
        Assert.True(StateOf(Measurement.Mergeable(("mode", "auto", MergeRule.Sum))).IsEmpty);
        var half = Measurement.Of(("a", 1.0), ("b", 2.0)) with { Merge = [new("a", MergeRule.Sum)] };
        Assert.True(StateOf(half).IsEmpty);
        Assert.True(StateOf(Measurement.Of(("a", 1.0))).IsEmpty);
    }

    [Fact]
    public void Results_with_other_fields_or_rules_stay_apart()
    {
        Assert.Null(Merge(StateOf(Sum(1)), StateOf(Measurement.Mergeable(("w", 1.0, MergeRule.Sum)))));
        Assert.Null(Merge(StateOf(Sum(1)), StateOf(Measurement.Mergeable(("v", 1.0, MergeRule.Max)))));
        Assert.Null(Merge(StateOf(Sum(1)), ResultState.Save(new CountResult(1))));
    }

    private static Measurement Sum(double value) => Measurement.Mergeable(("v", value, MergeRule.Sum));

    private static FieldValue Merged(MergeRule rule, params FieldValue[] values)
    {
        var states = values.Select(value => StateOf(Measurement.Mergeable(("v", value, rule))));
        return ResultStates.FieldsOf(ResultStates.Merge([.. states])!.Value).Single().Value;
    }

    private static ReadOnlyMemory<byte> StateOf(Measurement result) => ResultState.Of(result, result.Fields);

    private static ReadOnlyMemory<byte>? Merge(params ReadOnlyMemory<byte>[] states) => ResultStates.Merge(states);
}
