using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Configuration.Checks;

/// <summary>What runs, but is hardly meant so, is told and stops nothing.</summary>
public sealed class BindingsWarningTests
{
    private const string Good = "bindings:\n- name: a\n  trigger: { mqtt: t/+ }\n  function: { builtin: stats }\n";

    [Theory]
    [InlineData("  event_time: { field: t, time_zone: Europe/Berlin }", 38, "an hour comes twice")]
    [InlineData("  event_time: { allowed_lateness: 1s }", 17, "'allowed_lateness' does nothing without a window")]
    [InlineData("  window: { tumbling: 10s, early: 10s }", 28, "'early' 10s is not shorter than tumbling 10s")]
    public void A_warning_has_its_place(string line, int column, string message)
    {
        var result = BindingsFile.Parse(Good + line + "\n", "b.yaml");
        Assert.NotNull(result.Config);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal((5, column), (warning.Line, warning.Column));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
        Assert.StartsWith($"b.yaml:5:{column}: warning: ", warning.Render(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ tumbling: 1s }", "{ out_of_order: 1m, clock: x }", "each result of tumbling 1s waits for 'out_of_order' 1m")]
    [InlineData("{ hopping: { size: 1m, hop: 1s } }", "{ idle_timeout: 1m }", "one silent sensor holds the results of hop 1s back")]
    [InlineData("{ tumbling: 1s, group_by: [x] }", "{ clock: y, idle_timeout: 1m }", "one silent sensor holds")]
    [InlineData("{ count: { size: 3 } }", "{ allowed_lateness: 1s }", "'allowed_lateness' does nothing with 'count'")]
    public void Settings_that_make_a_window_late_name_each_other(string window, string time, string message)
    {
        var result = BindingsFile.Parse($"{Good}  window: {window}\n  event_time: {time}\n", "b.yaml");
        Assert.Contains(message, Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal(6, result.Warnings[0].Line);
    }

    [Theory]
    [InlineData("on: a", "{ }", true)]
    [InlineData("on: a", "{ clock: x }", false)]
    [InlineData("on: { binding: a, early: true }", "{ clock: x }", true)]
    public void A_chain_without_a_clock_or_with_nothing_early_is_told(string trigger, string time, bool warns)
    {
        var first = Good + "  window: { tumbling: 1m, group_by: [x] }\n";
        var second = $"- name: b\n  trigger: {{ {trigger} }}\n  function: {{ builtin: stats }}\n"
            + $"  window: {{ tumbling: 1h }}\n  event_time: {time}\n";
        Assert.Equal(warns ? 1 : 0, BindingsFile.Parse(first + second, "b.yaml").Warnings.Count);
    }

    [Theory]
    [InlineData("  event_time: { field: t, time_zone: Asia/Kolkata }")]
    [InlineData("  window: { tumbling: 10s, early: 1s }")]
    [InlineData("  window: { tumbling: 1m, group_by: [device] }")]
    public void What_is_meant_has_none(string line) => Assert.Empty(BindingsFile.Parse(Good + line + "\n", "b.yaml").Warnings);
}
