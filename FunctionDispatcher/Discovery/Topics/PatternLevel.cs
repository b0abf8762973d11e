namespace EventEdge.FunctionDispatcher.Discovery.Topics;

/// <summary>One level of a pattern that is being found.</summary>
/// <param name="Text">What stands there; null where it varies.</param>
/// <param name="Values">What was seen there.</param>
internal sealed record PatternLevel(string? Text, IReadOnlyList<string> Values)
{
    /// <summary>A level that is always the same.</summary>
    public static PatternLevel Literal(string text) => new(text, [text]);

    /// <summary>A level that varies.</summary>
    public static PatternLevel Capture(IReadOnlyList<string> values) => new(null, values);
}
