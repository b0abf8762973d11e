namespace EventEdge.FunctionDispatcher.Tests.Decoding.Json;

/// <summary><c>lines: true</c>: an event for each line of JSON.</summary>
public sealed class JsonLinesTests
{
    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}", "m a=1 @1s", "m a=2 @1s")]
    [InlineData("{\"a\":1}\r\n\r\n  {\"a\":2}\r\n\n", "m a=1 @1s", "m a=2 @1s")]
    [InlineData("\uFEFF{\"a\":1}\n7\n", "m a=1 @1s", "m value=7 @1s")]
    [InlineData(" \n ")]
    [InlineData("{\"a\":nan}\n{\"a\":2}", "m a=2 @1s")]
    public void Each_line_is_an_event(string payload, params string[] lines) =>
        Assert.Equal(lines, Lines(payload).Where(line => line.Contains('=', StringComparison.Ordinal)));

    [Theory]
    [InlineData("{\"a\":1}\n\n{\"a\":\n", "line 3: not JSON at byte 5: ")]
    [InlineData("{\"a\":1}\n[1]", "line 2: the payload is a JSON array, not an object")]
    [InlineData("{\"a\":1} {\"a\":1}", "line 1: not JSON at byte 8: ")]
    [InlineData("\uFEFF\uFEFF{\"a\":1}\n{\"a\":2}", "line 1: not JSON at byte 0: ")]
    [InlineData("", "the payload is empty")]
    public void One_broken_line_gives_up_the_message(string payload, string problem) => Assert.Contains(
        problem, Assert.Single(Lines(payload)), StringComparison.Ordinal);

    private static IReadOnlyList<string> Lines(string payload) => DispatchedLines.Decoded("{ json: { lines: true } }", payload);
}
