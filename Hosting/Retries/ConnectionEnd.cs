namespace EventEdge.Hosting.Retries;

/// <summary>How a connection ended, or an attempt to make one.</summary>
/// <param name="Reason">Why, for a person.</param>
/// <param name="Held">Whether it was of use: then pauses begin small again.</param>
internal sealed record ConnectionEnd(string Reason, bool Held)
{
    /// <summary>An end on purpose, after which the next connection follows at once.</summary>
    public static readonly ConnectionEnd Replaced = new(string.Empty, Held: true) { Pause = TimeSpan.Zero };

    /// <summary>The pause it asks for; null leaves it to chance.</summary>
    public TimeSpan? Pause { get; init; }
}
