namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>A point on its way into a request: what of it is still to be sent, and the point it came from.</summary>
internal sealed class LineWrite(NodePoint source)
{
    /// <summary>The point as it was given.</summary>
    public NodePoint Source { get; } = source;

    /// <summary>What is sent.</summary>
    public NodePoint Line { get; set; } = source;

    /// <summary>Why it is not written; null while it may be.</summary>
    public string? Refusal { get; set; }

    /// <summary>Fields left out.</summary>
    public int Trimmed => Source.Point.Fields.Count - Line.Point.Fields.Count;
}
