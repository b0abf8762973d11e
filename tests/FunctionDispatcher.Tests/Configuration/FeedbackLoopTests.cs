using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class FeedbackLoopTests
{
    [Theory]
    [InlineData("plant/{device}/a", "plant/{device}/a")]
    [InlineData("plant/#", "plant/alerts/{device}")]
    [InlineData("plant/{x}/a", "plant/1/a")]
    [InlineData("+/+", "a/b")]
    [InlineData("{x}/b", "{y}/{z}")]
    public void A_binding_that_feeds_itself_is_refused(string trigger, string topic)
    {
        var problem = Assert.Single(Problems((trigger, topic)));

        Assert.Equal($"feedback loop b0 → b0: the topic '{topic}' can match the trigger '{trigger}'", problem.Message);
        Assert.Equal(5, problem.Line);
    }

    [Theory]
    [InlineData("plant/{device}/a", "plant/{device}/b")]
    [InlineData("plant/+", "plant/{a}/{b}")]
    [InlineData("plant/a", "Plant/a")]
    public void A_binding_that_cannot_feed_itself_is_fine(string trigger, string topic) => Assert.Empty(Problems((trigger, topic)));

    [Fact]
    public void A_chain_that_comes_back_is_refused_at_its_last_link()
    {
        var problem = Assert.Single(Problems(("a/{x}", "b/{x}"), ("b/+", "c/1"), ("c/#", "a/2"), ("d", "a/3")));

        Assert.Equal("feedback loop b0 → b1 → b2 → b0: the topic 'a/2' can match the trigger 'a/{x}'", problem.Message);
        Assert.Equal(13, problem.Line);
    }

    [Fact]
    public void A_loop_further_down_the_chain_is_found_once() => Assert.Equal(
        ["feedback loop b1 → b2 → b1: the topic 'b' can match the trigger 'b'"],
        Problems(("a", "b"), ("b", "c"), ("c", "b")).Select(p => p.Message));

    [Fact]
    public void Two_loops_are_two_problems() => Assert.Equal(2, Problems(("a", "a"), ("b", "b")).Count);

    [Fact]
    public void Many_ways_to_the_same_place_are_no_loop() =>
        Assert.Empty(Problems(("a", "b/{x}"), ("b/+", "d"), ("b/#", "d"), ("d", null)));

    private static IReadOnlyList<ConfigProblem> Problems(params (string Trigger, string? Topic)[] bindings) =>
        BindingsProblemTests.Problems("bindings:\n" + string.Concat(bindings.Select((b, i) =>
            $"- name: b{i}\n  trigger: {{ mqtt: \"{b.Trigger}\" }}\n  function: {{ builtin: pass }}\n  emit: "
                + $"{(b.Topic is null ? "{ measurement: m }" : $"{{ mqtt: \"{b.Topic}\" }}")}\n")));
}
