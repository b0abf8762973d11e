using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Triggers.Cron;
using EventEdge.FunctionDispatcher.Triggers.Every;
using EventEdge.FunctionDispatcher.Triggers.Http;
using EventEdge.FunctionDispatcher.Triggers.On;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

public sealed class TopicNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("plant/1/press//temperature")]
    [InlineData("with space/and$dollar")]
    [InlineData("größe/温度/😀")]
    [InlineData("$aws/things/press/shadow/update")]
    [InlineData("$SYSTEM/x")]
    [InlineData("$timers/x")]
    [InlineData("$")]
    public void Ordinary_names_are_valid(string topic)
    {
        Assert.True(TopicName.IsValid(topic, out var reason), reason);
        Assert.Null(reason);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("#", "wildcard")]
    [InlineData("a/#", "wildcard")]
    [InlineData("a/+/b", "wildcard")]
    [InlineData("a+", "wildcard")]
    [InlineData("a\0b", "NUL")]
    [InlineData("$SYS/broker", "belongs to the broker")]
    [InlineData("$SYS", "belongs to the broker")]
    [InlineData("$share/group/a", "belongs to the broker")]
    public void Illegal_names_are_refused_with_the_reason(string topic, string reasonPart)
    {
        Assert.False(TopicName.IsValid(topic, out var reason));
        Assert.Contains(reasonPart, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_may_speak_for_a_trigger_of_the_node()
    {
        TriggerConfig[] triggers =
        [
            new EveryTriggerConfig { Every = TimeSpan.FromSeconds(1) }, new CronTriggerConfig { Cron = "* * * * *" },
            new HttpTriggerConfig { Http = "GET /now" }, new OnTriggerConfig { On = new() { Binding = "other" } },
        ];
        foreach (var trigger in triggers)
        {
            var topic = trigger.FilterOf("mine");
            Assert.False(TopicName.IsValid(topic, out _), topic);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.False(TopicName.IsValid(['a', '\ud800'], out var reason));
        Assert.Contains("Unicode", reason, StringComparison.Ordinal);
        Assert.False(TopicName.IsValid(['\udc00', 'a'], out _));
    }

    [Fact]
    public void Length_is_counted_in_bytes()
    {
        Assert.True(TopicName.IsValid(new string('a', 65535), out _));
        Assert.False(TopicName.IsValid(new string('a', 65536), out _));
        Assert.False(TopicName.IsValid(new string('ä', 40000), out _));
    }

    [Fact]
    public void A_hundred_and_twenty_eight_levels_are_the_most()
    {
        Assert.True(TopicName.IsValid(string.Join('/', Enumerable.Repeat("a", 128)), out _));
        Assert.False(TopicName.IsValid(string.Join('/', Enumerable.Repeat("a", 129)), out _));
    }
}
