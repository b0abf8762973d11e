namespace EventEdge.FunctionDispatcher.Runtimes.Scaling;

/// <summary>What a node gives its functions outside the process.</summary>
public sealed record ScalingOptions
{
    /// <summary>Bytes that all their instances may use together. Null: no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Processors that their working instances may use together; a process or a module counts as one. Null: no limit.</summary>
    public double? Cpus { get; init; }

    /// <summary>Where it is kept when calls come, for the next start. Null: forgotten at the end of the process.</summary>
    public string? ForecastFile { get; init; }
}
