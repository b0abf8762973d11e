using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class ConfigProblemTests
{
    [Fact]
    public void Shows_the_place_the_line_a_caret_and_what_was_meant()
    {
        var problems = BindingsProblemTests.Problems(
            "bindings:\n- name: a\n  triger: { mqtt: t }\n  trigger: { mqtt: t }\n  function: { builtin: pass }\n");

        Assert.Equal(
            "b.yaml:3:3: unknown key 'triger'; there is name, trigger, decode, fields, set, lookup, keep, drop, where, event_id, "
                + "event_time, join, window, function, emit, limits and durability\n"
            + "    triger: { mqtt: t }\n"
            + "    ^\n"
            + "  did you mean trigger?\n",
            Assert.Single(problems).Render());
    }

    [Fact]
    public void The_caret_stands_under_its_character_after_tabs_too() => Assert.Equal(
        "f:1:4: wrong\n  a\t\tb\n   \t\t^\n",
        new ConfigProblem("f", 1, 4, "wrong") { SourceLine = "a\t\tb" }.Render());

    [Fact]
    public void Of_a_long_line_the_part_around_the_column_is_shown()
    {
        var line = new string('x', 1000) + "!" + new string('x', 1000);
        var shown = new ConfigProblem("f", 1, 1001, "wrong") { SourceLine = line }.Render().Split('\n');

        Assert.Equal(ConfigProblem.WidthLimit + 2, shown[1].Length);
        Assert.Equal('!', shown[1][shown[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_terminal_is_not_made_to_obey() =>
        Assert.DoesNotContain('\u001b', new ConfigProblem("f", 1, 1, "wrong") { SourceLine = "\u001b[2J" }.Render());

    [Fact]
    public void A_file_that_cannot_be_read_has_no_place() =>
        Assert.Equal("f: there is no such file\n", new ConfigProblem("f", 0, 0, "there is no such file").Render());

    [Fact]
    public void Several_are_shown_in_file_order() => Assert.Equal(
        "f:1:2: b\n\nf:2:1: a\n",
        ConfigProblem.Render([new("f", 2, 1, "a"), new("f", 1, 2, "b")]));
}
