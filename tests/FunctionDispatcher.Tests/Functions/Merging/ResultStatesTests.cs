using EventEdge.FunctionDispatcher.Functions.Count;
using EventEdge.FunctionDispatcher.Functions.Merging;
using EventEdge.FunctionDispatcher.Functions.Stats;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Merging;

public sealed class ResultStatesTests
{
    private static readonly Stat[] All = Enum.GetValues<Stat>();

    [Fact]
    public void Merged_states_tell_what_one_window_over_all_values_tells()
    {
        double[] values = [0.1, 0.2, 0.3, 1e16, 1, -1e16, 4.5, 2.25, 0.1];
        var parts = values.Chunk(2).Select((chunk, index) => StateOf(chunk, index * 2)).ToList();
        Assert.Equal(ResultStates.FieldsOf(StateOf(values, 0)), ResultStates.FieldsOf(ResultStates.Merge(parts)!.Value));
    }

    [Fact]
    public void Counts_add_up()
    {
        var three = ResultState.Save(new CountResult(3));
        var merged = ResultStates.Merge([three, ResultState.Save(new CountResult(4))]);
        Assert.Equal(7, ResultStates.FieldsOf(merged!.Value).Single(field => field.Key == "count").Value.AsNumber);
    }

    [Fact]
    public void States_of_different_functions_or_fields_are_not_merged()
    {
        var count = ResultState.Save(new CountResult(3));
        var other = ResultState.Save(new StatsState(["pressure"], All, new FieldStats[1]));
        Assert.Null(ResultStates.Merge([count, StateOf([1], 0)]));
        Assert.Null(ResultStates.Merge([StateOf([1], 0), other]));
    }

    [Fact]
    public void A_state_of_a_later_version_is_refused() =>
        Assert.Throws<InvalidDataException>(() => ResultStates.FieldsOf(new byte[] { 200, 1, 2 }));

    private static ReadOnlyMemory<byte> StateOf(double[] values, int first)
    {
        var fields = new FieldStats[1];
        for (var index = 0; index < values.Length; index++)
            fields[0].Add(values[index], first + index, RequiredAggregates.Squares | RequiredAggregates.Sketch);
        return ResultState.Save(new StatsState(["temperature"], All, fields));
    }
}
