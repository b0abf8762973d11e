namespace EventEdge.EdgeBridge.Requests;

/// <summary>What a caller gets.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON; may be empty.</param>
public sealed record FunctionAnswer(int Status, byte[] Body)
{
    /// <summary>Where the results will be; null where they are here, or there will be none.</summary>
    public string? Location { get; init; }

    /// <summary>Seconds after which to try again; null where that would be of no use.</summary>
    public int? RetryAfter { get; init; }
}
