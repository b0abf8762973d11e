namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>What a field is to a binding.</summary>
internal enum FieldRole
{
    /// <summary>A number that goes up and down: its mean, least and greatest are of interest.</summary>
    Gauge,

    /// <summary>A number that only grows until it is reset: what it grew by is of interest.</summary>
    Counter,

    /// <summary>One of few values: when it changes is of interest.</summary>
    State,

    /// <summary>A state that somebody should be told of at once.</summary>
    Alarm,

    /// <summary>A part of an event that is of interest as it is, such as a place on the map.</summary>
    Value,

    /// <summary>Something that happened: each time is of interest, also the same again.</summary>
    Event,

    /// <summary>What tells one series from another.</summary>
    Tag,

    /// <summary>A time.</summary>
    Time,

    /// <summary>Nothing that changes, nothing that anybody plots, or nothing that is known.</summary>
    Aside,
}
