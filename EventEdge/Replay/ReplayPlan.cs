namespace EventEdge.Replay;

/// <summary>What to replay and how.</summary>
internal sealed record ReplayPlan
{
    /// <summary>The files, sent one after the other.</summary>
    public required IReadOnlyList<RecordedFile> Files { get; init; }

    /// <summary>The topic; <c>{file}</c> stands for the file's name.</summary>
    public required string Topic { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>How fast.</summary>
    public ReplaySpeed Speed { get; init; }

    /// <summary>Bound of the disorder to make; null keeps the file's order.</summary>
    public TimeSpan? ShuffleWithin { get; init; }

    /// <summary>Seed of the disorder.</summary>
    public int Seed { get; init; }

    /// <summary>Times each row is sent, at least 1.</summary>
    public int RepeatEach { get; init; } = 1;

    /// <summary>The rows of a file in the order they are sent.</summary>
    public IEnumerable<ReplayRow> RowsOf(RecordedFile file) =>
        ShuffleWithin is { } bound ? Disorder.Within(bound, Seed, file.Rows()) : file.Rows();
}
