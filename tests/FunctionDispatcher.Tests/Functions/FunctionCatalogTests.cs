using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Functions;

public sealed class FunctionCatalogTests
{
    private readonly FunctionCatalog _catalog = EventEdgeComponents.Default.Functions;

    [Theory]
    [InlineData("stats", true, "fields", typeof(IAggregateFunction))]
    [InlineData("count", true, null, typeof(IAggregateFunction))]
    [InlineData("last", true, null, typeof(IAggregateFunction))]
    [InlineData("last", false, null, typeof(IKeyedFunction))]
    [InlineData("pass", false, null, typeof(IEventFunction))]
    [InlineData("rate_of_change", true, "field", typeof(IAggregateFunction))]
    [InlineData("rate_of_change", false, "field", typeof(IKeyedFunction))]
    public void Each_function_has_the_shape_its_window_asks_for(string name, bool hasWindow, string? key, Type shape)
    {
        var with = key is null ? [] : Feed.With((key, "t"));
        Assert.Empty(_catalog.Problems(name, with, hasWindow));
        Assert.IsAssignableFrom(shape, _catalog.Create(name, with, hasWindow));
    }

    [Theory]
    [InlineData("stat", true, "unknown function 'stat'; did you mean 'stats'?")]
    [InlineData("fourier", true, "unknown function 'fourier'")]
    [InlineData("count", false, "count works on windows: declare one, for example window: { tumbling: 10s }")]
    [InlineData("pass", true, "pass works on each event: remove the window")]
    [InlineData("stats", true, "stats: 'fields' is required: the fields to describe")]
    [InlineData("rate_of_change", true, "rate_of_change: 'field' is required")]
    public void Without_settings_a_wrong_declaration_is_told(string name, bool hasWindow, string problem) =>
        Assert.Equal([problem], _catalog.Problems(name, Feed.With(), hasWindow));

    [Theory]
    [InlineData("stats", "stats", "meen", "stats: unknown statistic 'meen'; did you mean 'mean'?")]
    [InlineData("stats", "feilds", "t", "stats: unknown setting 'feilds'; did you mean 'fields'?")]
    [InlineData("stats", "fields", 5, "stats: 'fields' must be a list of at least one name")]
    [InlineData("threshold", "above", "hot", "threshold: 'above' must be a number, not 'hot'")]
    [InlineData("threshold", "above", true, "threshold: 'above' must be a number, not 'True'")]
    [InlineData("threshold", "below", 1, "threshold: exactly one of 'above' and 'below' is required")]
    [InlineData("threshold", "clear", 91, "threshold: 'clear' (91) must not lie above 'above' (90)")]
    [InlineData("threshold", "hysteresis", -1, "threshold: 'hysteresis' must not be negative, not -1")]
    [InlineData("threshold", "field", 7, "threshold: 'field' must be the name of a field")]
    [InlineData("deadband", "band", "wide", "deadband: 'band' must be a number or a percentage such as 5%, not 'wide'")]
    [InlineData("deadband", "band", -1, "deadband: 'band' must not be negative, not -1")]
    [InlineData("deadband", "max_silence", "0s", "deadband: 'max_silence' must be a duration above zero such as "
        + "500ms, 30s, 5m, 1h, 1d, not '0s'")]
    public void A_wrong_setting_is_told(string name, string key, object value, string problem)
    {
        var with = name switch
        {
            "stats" => Feed.With(("fields", "t")),
            "threshold" => Feed.With(("field", "t"), ("above", 90)),
            _ => Feed.With(("field", "t"), ("band", 1)),
        };
        with[key] = value;
        Assert.Contains(problem, _catalog.Problems(name, with, hasWindow: name == "stats"));
    }

    [Fact]
    public void Every_problem_is_told_at_once() =>
        Assert.Equal(
            [
                "threshold works on each event: remove the window",
                "threshold: 'field' is required",
                "threshold: exactly one of 'above' and 'below' is required",
                "threshold: unknown setting 'abvoe'; did you mean 'above'?",
            ],
            _catalog.Problems("threshold", Feed.With(("abvoe", 3)), hasWindow: true));

    [Fact]
    public void What_has_problems_is_not_created() =>
        Assert.Throws<ArgumentException>(() => _catalog.Create("threshold", Feed.With(), hasWindow: false));

    [Fact]
    public void A_repeated_field_is_told() =>
        Assert.Equal(
            ["stats: 'fields' names 'a' more than once"], _catalog.Problems("stats", Feed.With(("fields", new[] { "a", "a" })), true));

    [Fact]
    public void Only_last_and_pass_without_fields_read_everything()
    {
        Assert.True(_catalog.ReadsEveryField("pass", Feed.With()));
        Assert.True(_catalog.ReadsEveryField("last", Feed.With()));
        Assert.False(_catalog.ReadsEveryField("pass", Feed.With(("fields", "t"))));
        Assert.False(_catalog.ReadsEveryField("count", Feed.With()));
    }

    [Fact]
    public void A_function_written_in_csharp_sees_its_settings_as_text()
    {
        var text = FunctionWith.AsText(Feed.With(("limit", 1.5), ("on", true), ("names", new object?[] { "a", 2 }), ("none", null)));
        Assert.Equal(["1.5", "true", "a,2", ""], [text["limit"], text["on"], text["names"], text["none"]]);
    }
}
