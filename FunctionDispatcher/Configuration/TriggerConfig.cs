using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>What starts the function: exactly one kind.</summary>
[Choice("trigger")]
public abstract record TriggerConfig
{
    /// <summary>The trigger's name.</summary>
    public abstract string Name { get; }

    /// <summary>The trigger in words, as the file says it: <c>every 60s</c>.</summary>
    public abstract string Words { get; }

    /// <summary>What it asks a broker for; null where the node makes its events itself, as JSON.</summary>
    public virtual TriggerSubscription? Subscription => null;

    /// <summary>Names of its captures, from the left.</summary>
    public virtual IReadOnlyList<string> Captures => [];

    /// <summary>The field with an event's time that every event of it has; null where they have none of their own.</summary>
    public virtual string? TimeField => null;

    /// <summary>The binding whose results start this one; null for everything else.</summary>
    public virtual string? Upstream => null;

    /// <summary>Whether its events are requests that somebody waits with.</summary>
    public virtual bool IsRequest => false;

    /// <summary>Whether it starts with results of its upstream that are not final too.</summary>
    public virtual bool TakesProvisional => false;

    /// <summary>
    /// The topic filter that a binding's events match. What the node makes itself travels on one topic for each binding, on which no
    /// device may publish.
    /// </summary>
    /// <param name="binding">The binding's name.</param>
    public virtual string FilterOf(string binding) => $"{OwnTopics.Root}/{binding}";
}

/// <summary>What a trigger asks a broker for.</summary>
/// <param name="Filter">The topic filter as declared, with captures.</param>
/// <param name="Qos">The highest quality of service, 0 to 2.</param>
public sealed record TriggerSubscription(string Filter, int Qos);

/// <summary>
/// Where events that the node makes itself have their topics: a tick, a request and a result of another binding become messages like any
/// other, on topics that no device may publish to. So journal, replay, ledger and dead letters treat them alike.
/// </summary>
public static class OwnTopics
{
    /// <summary>The first level of a trigger's topics unless it has its own.</summary>
    public const string Root = "$trigger";

    // Older than the common root: they stand in journals.
    internal const string Timer = "$timer";
    internal const string Request = "$http";
    internal const string Result = "$on";

    // Results of a binding that another is joined with.
    internal const string Joined = "$join";

    /// <summary>Whether a topic or a filter lies there.</summary>
    public static bool Contains(string filter) => filter.Split('/')[0] is Root or Timer or Request or Result or Joined;
}
