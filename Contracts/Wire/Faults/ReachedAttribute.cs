namespace EventEdge.Contracts.Faults;

/// <summary>
/// How the torture suite comes to a place of <see cref="CrashPoint"/>, which it reads from there. A place that says nothing is in the edge
/// and on the way of messages.
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ReachedAttribute : Attribute
{
    /// <summary>The place is in the cloud's process.</summary>
    public bool InCloud { get; init; }

    /// <summary>The place is surely passed only while the process stops in good order.</summary>
    public bool WhileStopping { get; init; }

    /// <summary>The process ends at one of this many first visits; fewer for a place that is seldom passed.</summary>
    public int VisitLimit { get; init; } = 40;
}
