using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Emission;

/// <summary>What a function returns becomes a point that nothing else is taken for.</summary>
public sealed class PointBuilderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void No_tag_of_a_functions_own_makes_a_part_look_like_a_whole_window(string own)
    {
        var builder = new PointBuilder(new BindingIdentity("press", "00ff"), Some.Config(Some.Stats).Bindings[0], "n1");
        var result = Measurement.Of(("n", FieldValue.Of(1))) with { Tags = [new(PointBuilder.PartialTag, own), new("line", "a")] };
        var window = new WindowBounds(Some.Noon, Some.Noon.AddSeconds(10), ["north", "d1"], 0, true) { Part = 26 };

        var tags = builder.Of(result, window)!.Tags;
        Assert.Equal(
            [("device", "d1"), ("line", "a"), ("partial", "00ff-1a"), ("site", "north")], tags.Select(tag => (tag.Key, tag.Value)));
    }
}
