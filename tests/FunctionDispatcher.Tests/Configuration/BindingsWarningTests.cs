using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

/// <summary>What runs, but is hardly meant so, is told and stops nothing.</summary>
public sealed class BindingsWarningTests
{
    private const string Good = "bindings:\n- name: a\n  trigger: { mqtt: t/+ }\n  function: { builtin: stats }\n";

    [Theory]
    [InlineData("  event_time: { field: t, time_zone: Europe/Berlin }", 38, "an hour comes twice")]
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
    [InlineData("  event_time: { field: t, time_zone: Asia/Kolkata }")]
    [InlineData("  window: { tumbling: 10s }")]
    public void What_is_meant_has_none(string line) => Assert.Empty(BindingsFile.Parse(Good + line + "\n", "b.yaml").Warnings);
}
