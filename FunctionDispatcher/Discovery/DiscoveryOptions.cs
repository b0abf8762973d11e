namespace EventEdge.FunctionDispatcher.Discovery;

/// <summary>How bindings are made of what was heard.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>Where messages come from, for the head of the file. Default: nothing is said.</summary>
    public string? Source { get; init; }

    /// <summary>What to do next, for the head of the file. Default: nothing is said.</summary>
    public string? Next { get; init; }

    /// <summary>The zone of devices that write local time; timestamps without an offset are read in it where that fits. Default:
    /// none.</summary>
    public TimeZoneInfo? TimeZone { get; init; }
}
