using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Proposals;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>What a field is, by what is known, by its values, and by its name.</summary>
public sealed class FieldJudgeTests
{
    private static readonly TopicPlan Unknown = new("a", "a");

    [Theory]
    [InlineData("flow", FieldRole.Gauge)]
    [InlineData("energy", FieldRole.Counter)]
    [InlineData("seq", FieldRole.Aside)]
    [InlineData("latitude", FieldRole.Value)]
    [InlineData("alarm", FieldRole.Alarm)]
    [InlineData("mode", FieldRole.State)]
    public void A_whole_number_is_what_its_name_says(object name, object role) =>
        Assert.Equal((FieldRole)role, Judge(Unknown, (string)name, 1, 2, 3).Role);

    [Fact]
    public void A_counter_that_falls_often_is_none() =>
        Assert.Equal(FieldRole.Gauge, Judge(Unknown, "energy", 5, 3, 6, 2, 7, 1).Role);

    [Fact]
    public void A_counter_that_was_reset_once_in_a_long_time_is_one() =>
        Assert.Equal(FieldRole.Counter, Judge(Unknown, "energy", [.. Enumerable.Range(0, 30).Select(i => FieldValue.Of(i == 20 ? 0
            : (long)i))]).Role);

    [Fact]
    public void A_number_that_only_grows_is_told_as_a_question() =>
        Assert.Contains("it only grew", Judge(Unknown, "x", 1, 2, 3, 4, 5, 6).Remark);

    [Fact]
    public void A_state_has_few_values() =>
        Assert.Equal(FieldRole.Gauge, Judge(Unknown, "state", [.. Enumerable.Range(0, 40).Select(i => FieldValue.Of((long)i))]).Role);

    [Fact]
    public void A_fraction_is_no_state() => Assert.Equal(FieldRole.Gauge, Judge(Unknown, "state", 1.5, 2.5).Role);

    [Theory]
    [InlineData("x", FieldRole.State)]
    [InlineData("leak", FieldRole.Alarm)]
    public void Truth_values_are_states(object name, object role) =>
        Assert.Equal((FieldRole)role, Judge(Unknown, (string)name, true, false).Role);

    [Fact]
    public void Words_that_come_again_are_states() =>
        Assert.Equal(FieldRole.State, Judge(Unknown, "x", "run", "stop", "run", "stop").Role);

    [Fact]
    public void A_word_that_never_changes_is_left_aside() =>
        Assert.Equal((FieldRole.Aside, "does not change"), Told(Judge(Unknown, "x", "blue", "blue")));

    [Fact]
    public void A_state_that_never_changed_so_far_is_one_all_the_same() =>
        Assert.Equal(FieldRole.State, Judge(Unknown, "state", "run", "run").Role);

    [Fact]
    public void Another_word_each_time_is_left_aside() => Assert.Equal(
        (FieldRole.Aside, "another text each time"), Told(Judge(Unknown, "x", "a", "b", "c", "d", "e", "f", "g", "h")));

    [Fact]
    public void A_long_text_is_left_aside() =>
        Assert.Equal((FieldRole.Aside, "a long text"), Told(Judge(Unknown, "x", new string('a', 100), "b")));

    [Fact]
    public void What_is_always_null_is_left_aside() =>
        Assert.Equal((FieldRole.Aside, "always null"), Told(Judge(Unknown, "x", FieldValue.Null, FieldValue.Null)));

    [Fact]
    public void Another_time_is_left_aside() => Assert.Equal(
        (FieldRole.Aside, "another time"), Told(Judge(Unknown, "start_time", "2026-01-01T12:00:00Z", "2026-01-01T12:00:01Z")));

    [Fact]
    public void Texts_that_are_numbers_are_read_as_such()
    {
        var found = Judge(Unknown, "flow", "1.5", "2.5");
        Assert.Equal((FieldRole.Gauge, "number"), (found.Role, found.Declared.Find("type")));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("12345678901234567890")]
    [InlineData("1e400")]
    public void Digits_that_are_rather_a_name_are_no_numbers(string text) =>
        Assert.NotEqual(FieldRole.Gauge, Judge(Unknown, "x", text, text).Role);

    [Fact]
    public void A_number_in_most_events_is_one_and_that_is_said()
    {
        var found = Judge(Unknown, "flow", 1.5, "off", 2.5);
        Assert.Equal((FieldRole.Gauge, true), (found.Role, found.IsMixed));
        Assert.Contains("a number in 2 of 3 events only", found.Remark);
    }

    [Fact]
    public void What_is_known_of_a_family_counts_before_all_else()
    {
        var plan = Unknown with { Hints = [Hint.Counter("flow", "l"), Hint.Aside("*")] };
        Assert.Equal((FieldRole.Counter, "l", true), (Judge(plan, "flow", 3, 2, 1) is var f ? f.Role : default, f.Unit, f.IsUnitKnown));
        Assert.Equal(FieldRole.Aside, Judge(plan, "temperature", 1, 2).Role);
    }

    [Fact]
    public void A_hint_without_a_role_gives_a_name_alone()
    {
        var found = Judge(Unknown with { Hints = [Hint.Any("object.*", "*")], OnlyHinted = true }, "object.flow", 1.5, 2.5);
        Assert.Equal(("flow", FieldRole.Gauge), (found.Name, found.Role));
        Assert.Equal(FieldRole.Aside, Judge(Unknown with { OnlyHinted = true }, "flow", 1.5).Role);
    }

    [Fact]
    public void A_number_that_a_family_promises_and_does_not_send_is_left_aside() => Assert.Equal(
        (FieldRole.Aside, "no number so far"), Told(Judge(Unknown with { Hints = [Hint.Gauge("flow", "l")] }, "flow", "n/a")));

    [Theory]
    [InlineData("a.*", "a.b.c", true)]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "abd", false)]
    [InlineData("a.*.Value", "a.x.Value", true)]
    [InlineData("a.*.Value", "a.Value", false)]
    [InlineData("a", "ab", false)]
    [InlineData("*.*", "a.b", true)]
    public void A_star_stands_for_any_text(string pattern, string path, bool matches) =>
        Assert.Equal(matches, Hint.Gauge(pattern).Matches(path));

    [Theory]
    [InlineData("a.*", "*", "a.b", "b")]
    [InlineData("a.*.Value", "*", "a.b.c.Value", "b.c")]
    [InlineData("a.*", "x_*", "a.b", "x_b")]
    [InlineData("after.camera", "camera", "after.camera", "camera")]
    public void A_name_takes_what_the_star_stands_for(string pattern, string alias, string path, string name) =>
        Assert.Equal(name, Hint.Any(pattern, alias).NameOf(path));

    [Fact]
    public void Two_fields_that_would_have_one_name_keep_their_paths()
    {
        var plan = Unknown with { Hints = [Hint.Any("a.*", "*"), Hint.Any("b.*", "*")] };
        var fields = FieldAliases.Settle([Judge(plan, "a.flow", 1.5), Judge(plan, "b.flow", 1.5), Judge(plan, "b.speed", 1.5)], []);
        Assert.Equal(["a.flow", "b.flow", "speed"], fields.Select(f => f.Name));
    }

    [Theory]
    [InlineData("node")]
    [InlineData("device")]
    public void A_name_that_is_taken_is_not_given(string name) => Assert.Equal(
        $"a.{name}",
        Assert.Single(FieldAliases.Settle([Judge(Unknown with { Hints = [Hint.Any("a.*", "*")] }, $"a.{name}", 1.5)], ["device"])).Name);

    private static (FieldRole Role, string? Remark) Told(FieldFinding found) => (found.Role, found.Remark);

    private static FieldFinding Judge(TopicPlan plan, string name, params FieldValue[] values)
    {
        var tally = new FieldTally(name);
        foreach (var value in values) tally.Add(value, "key", Heard.Start, isLive: true);
        return new FieldJudge(plan).Judge(tally);
    }
}
