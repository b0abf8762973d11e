using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>What the engine asks a trigger's record, without knowing which trigger it is.</summary>
public sealed class TriggerConfigTests
{
    [Theory]
    [InlineData("mqtt: 'plant/{site}/{device}', qos: 2", "plant/{site}/{device}")]
    [InlineData("http: 'POST /measure/{device}'", "$http/b")]
    [InlineData("every: 1m", "$timer/b")]
    [InlineData("cron: '0 6 * * *'", "$timer/b")]
    [InlineData("on: a", "$on/b")]
    public void Each_has_its_topics(string keys, string filter)
    {
        var binding = Read(keys);

        Assert.Equal(filter, binding.Trigger.FilterOf("b"));
        Assert.Equal(filter, TriggerRoute.FilterOf(binding));
        Assert.Equal(binding.Trigger.Subscription is null, OwnTopics.Contains(filter));
    }

    [Theory]
    [InlineData("mqtt: plant/+", "mqtt plant/+")]
    [InlineData("http: GET /now", "http GET /now")]
    [InlineData("every: 90s", "every 90s")]
    [InlineData("every: 1m, offset: 5s", "every 1m offset 5s")]
    [InlineData("every: 1m, offset: 0s", "every 1m")]
    [InlineData("cron: '0 6 * * *'", "cron 0 6 * * * UTC")]
    [InlineData("cron: '0 6 * * *', time_zone: Europe/Berlin", "cron 0 6 * * * Europe/Berlin")]
    [InlineData("on: a", "on a")]
    public void Each_says_what_it_is_in_the_words_of_the_file(string keys, string words) => Assert.Equal(words, Read(keys).Trigger.Words);

    [Theory]
    [InlineData("mqtt: 'plant/{site}/+/{device}'", "site,device")]
    [InlineData("mqtt: plant/#", "")]
    [InlineData("http: 'PUT /a/{x}/{y}'", "x,y")]
    [InlineData("every: 1m", "")]
    [InlineData("on: a", "")]
    public void Captures_come_from_the_left(string keys, string captures) =>
        Assert.Equal(captures, string.Join(',', Read(keys).Trigger.Captures));

    [Theory]
    [InlineData("mqtt: t", null)]
    [InlineData("http: GET /now", null)]
    [InlineData("every: 1m", "time")]
    [InlineData("cron: '0 6 * * *'", "time")]
    [InlineData("on: a", "time")]
    public void Events_that_bring_their_own_time_are_dated_by_it(string keys, string? field)
    {
        var binding = Read(keys);

        Assert.Equal(field, binding.Trigger.TimeField);
        Assert.Equal(field, TriggerRoute.Complete(binding).EventTime.Field);
        Assert.Equal("own", TriggerRoute.Complete(binding with { EventTime = new() { Field = "own" } }).EventTime.Field);
    }

    [Fact]
    public void Only_messages_of_devices_are_asked_for_at_a_broker()
    {
        Assert.Equal(new TriggerSubscription("plant/+", 0), Read("mqtt: plant/+, qos: 0").Trigger.Subscription);
        Assert.All(["http: GET /now", "every: 1m", "on: a"], keys => Assert.Null(Read(keys).Trigger.Subscription));
    }

    [Fact]
    public void Only_results_of_another_binding_have_one_upstream()
    {
        Assert.Equal("a", Read("on: { binding: a }").Trigger.Upstream);
        Assert.All(["mqtt: t", "http: GET /now", "every: 1m"], keys => Assert.Null(Read(keys).Trigger.Upstream));
    }

    [Theory]
    [InlineData("$timer/b", true)]
    [InlineData("$http/b", true)]
    [InlineData("$on/b", true)]
    [InlineData("$trigger/b", true)]
    [InlineData("$timers/b", false)]
    [InlineData("$SYS/b", false)]
    [InlineData("timer/b", false)]
    public void Topics_of_the_node_s_own_triggers_are_known_by_their_first_level(string topic, bool isOwn) =>
        Assert.Equal(isOwn, OwnTopics.Contains(topic));

    private static BindingConfig Read(string keys)
    {
        var first = "bindings:\n- { name: a, trigger: { mqtt: t }, function: { builtin: pass } }\n";
        var result = BindingsFile.Parse($"{first}- {{ name: b, trigger: {{ {keys} }}, function: {{ builtin: pass }} }}\n", "b.yaml");
        Assert.True(result.Config is not null, ConfigProblem.Render(result.Problems));
        return result.Config.Bindings[1];
    }
}
