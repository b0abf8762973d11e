using EventEdge.Contracts.Events;
using EventEdge.DeadLetters;

namespace EventEdge.EventEdge.Tests.DeadLetters;

public sealed class DeadLetterLineTests
{
    private const string Trace = "it ended with exit code 1; it wrote: Traceback (most recent call last):\n  File "
        + "\"/opt/functions/overheat.py\", line 41, in <module>\n    limit = 1 / 0\nZeroDivisionError: division by zero\n";

    [Fact]
    public void A_list_shows_the_message_at_the_end_of_a_trace()
    {
        var line = Line(Trace).Short();
        Assert.EndsWith("ZeroDivisionError: division by zero", line, StringComparison.Ordinal);
        Assert.Contains("it ended with exit code 1; it wrote: Traceback", line);
        Assert.DoesNotContain("overheat.py", line);
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("two\nlines", "two lines")]
    public void What_fits_is_shown_whole(string reason, string shown) =>
        Assert.EndsWith($"  {shown}", Line(reason).Short(), StringComparison.Ordinal);

    [Fact]
    public void No_reason_is_longer_than_its_place()
    {
        foreach (var reason in (string[])[
            new('a', 500), $"{new string('a', 500)}\n{new string('b', 500)}", $"a\n{new string('b', 500)}", $"{new string('a', 500)}\nb"])
            Assert.InRange(Line(reason).Short().Split("  ")[^1].Length, 90, 125);
    }

    [Fact]
    public void What_the_message_says_is_shown_with_it_and_only_where_it_says_something()
    {
        var told = Line("short") with { Properties = MessageProperties.Of("text/csv", ("site", "north")) };

        Assert.Contains("""says      {"content_type":"text/csv","user":[["site","north"]]}""", told.Long(), StringComparison.Ordinal);
        Assert.DoesNotContain("says", Line("short").Long(), StringComparison.Ordinal);
        Assert.Contains(
            "text/csv", System.Text.Json.JsonSerializer.Serialize(told, DeadLetterJson.Readable.DeadLetterLine), StringComparison.Ordinal);
    }

    private static DeadLetterLine Line(string reason) => new()
    {
        Id = 1, ReceivedAt = DateTimeOffset.UnixEpoch, Binding = "b", Stage = "invoke", Reason = reason, Topic = "a/b", Bytes = 0,
    };
}
