namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>Which field is the time, and which only looks like one.</summary>
public sealed class TimeFinderTests
{
    private static readonly long Seconds = Heard.Start.ToUnixTimeSeconds();

    [Theory]
    [InlineData("ts")]
    [InlineData("timestamp")]
    [InlineData("Time")]
    [InlineData("tst")]
    [InlineData("measuredAt")]
    [InlineData("event_time")]
    [InlineData("meta.ts")]
    [InlineData("created_at")]
    [InlineData("reading_time")]
    [InlineData("_timestamp")]
    public void A_name_of_a_time_is_known(string field) => Assert.Equal(field, FieldOf(field, i => $"{Seconds + i}"));

    [Theory]
    [InlineData("start_time")]
    [InlineData("uptime")]
    [InlineData("next_update")]
    [InlineData("firmware_date")]
    [InlineData("session_duration")]
    public void A_time_of_something_else_is_not_that_of_the_event(string field) =>
        Assert.Null(FieldOf(field, i => $"{Seconds + 100_000}"));

    [Fact]
    public void A_number_that_goes_with_the_clock_is_a_time_whatever_its_name() => Assert.Equal("k", FieldOf("k", i => $"{Seconds + i}"));

    [Fact]
    public void A_large_number_that_does_not_is_none() => Assert.Null(FieldOf("k", i => $"{1_100_000_000 + i}"));

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Unix_time_in_any_unit_needs_no_unit(long perSecond)
    {
        var time = BindingOf("ts", i => $"{(Seconds + i) * perSecond}").EventTime;
        Assert.Equal(("ts", null), (time.Field, time.Unit));
    }

    [Theory]
    [InlineData("dd.MM.yyyy HH:mm:ss")]
    [InlineData("yyyy/MM/dd HH:mm:ss")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt")]
    [InlineData("dd-MM-yyyy HH:mm:ss")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss 'GMT'")]
    public void A_form_that_has_to_be_told_is_told(string form) =>
        Assert.Equal(form, BindingOf("ts", i => $"\"{Heard.Instant(i, form)}\"").EventTime.Format);

    [Fact]
    public void A_day_alone_is_no_time() => Assert.Null(FieldOf("date", _ => "\"2026-01-01\""));

    [Fact]
    public void The_nearer_of_two_times_is_taken() => Assert.Equal(
        "ts",
        new Heard().Every("lab/a1/x", 5, i => $"{{\"v\": {i}.5, \"meta\": {{\"ts\": {Seconds + i}}}, \"ts\": {Seconds + i}}}")
            .Bindings()[0].EventTime.Field);

    [Fact]
    public void Elements_with_times_of_their_own_are_told_apart_by_them() => Assert.DoesNotContain(
        "index",
        new Heard().Every(
            "lab/a1/x",
            6,
            i => $"{{\"values\": [{{\"v\": {i}.5, \"t\": {Seconds + (i * 2)}}}, "
                + $"{{\"v\": {i}.7, \"t\": {Seconds + (i * 2) + 1}}}]}}",
            2)
            .Found().Text);

    private static string? FieldOf(string field, Func<int, string> value) => BindingOf(field, value).EventTime.Field;

    private static FunctionDispatcher.Configuration.BindingConfig BindingOf(string field, Func<int, string> value)
    {
        var parts = field.Split('.');
        return new Heard().Every(
            "lab/a1/x", 6, i => parts.Length == 1
                ? $"{{\"v\": {i % 3}.5, \"{field}\": {value(i)}}}"
                : $"{{\"v\": {i % 3}.5, \"{parts[0]}\": {{\"{parts[1]}\": {value(i)}}}}}").Bindings()[0];
    }
}
