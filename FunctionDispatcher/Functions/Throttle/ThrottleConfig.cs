namespace EventEdge.FunctionDispatcher.Functions.Throttle;

/// <summary>What <c>throttle</c> is asked for.</summary>
internal sealed record ThrottleConfig
{
    /// <summary>At most one event of a key passes in so much time. Required.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>Whether the last event of the time passes, at its end, in place of the first at once.</summary>
    public bool PassesLast { get; init; }

    /// <summary>Fields to let through. Default: every field.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static ThrottleConfig Read(FunctionSettings settings) => new()
    {
        Every = settings.RequiredDuration("every"),
        PassesLast = settings.Choice("pass", "first", "last") == "last",
        Fields = settings.Names("fields"),
    };
}
