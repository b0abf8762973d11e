namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>Where events say when they happened, and how far that can be believed.</summary>
internal sealed record TimeFinding
{
    /// <summary>The field, or the fields that it stands in by parts.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>How it is written.</summary>
    public required TimeForm Form { get; init; }

    /// <summary>How long before its receipt an event happened, by the sensor's clock, in the middle; null where that is not
    /// known.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>How far a timestamp was behind the newest of its clock.</summary>
    public TimeSpan OutOfOrder { get; init; }

    /// <summary>The zone in which it is written; null for UTC, or where it says so itself.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether the events of one message have times of their own.</summary>
    public bool IsOfElement { get; init; }

    /// <summary>Why it is not used, for people; null where it is.</summary>
    public string? Problem { get; init; }

    /// <summary>What is uncertain although it is used; null where nothing is.</summary>
    public string? Doubt { get; init; }
}
