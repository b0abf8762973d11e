namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>The steps of an event through the dispatcher, in the order in which it takes them.</summary>
public enum Stage
{
    /// <summary>The topic finds its bindings. Told only where it finds none.</summary>
    Route,

    /// <summary>Whether the binding takes the event, and now.</summary>
    Admit,

    /// <summary>Bytes become fields.</summary>
    Decode,

    /// <summary>Fields are read as declared, and computed. Only where the binding declares some.</summary>
    Fields,

    /// <summary>The rows of tables that belong to the event. Only where the binding looks something up.</summary>
    Lookup,

    /// <summary>The condition of <c>where</c>.</summary>
    Filter,

    /// <summary>An <c>event_id</c> that was seen before.</summary>
    Deduplicate,

    /// <summary>The time the event carries.</summary>
    EventTime,

    /// <summary>The event goes into its windows. Only where the binding has windows.</summary>
    Window,

    /// <summary>The event finds what belongs to it of another binding. Only where the binding is joined with one.</summary>
    Join,

    /// <summary>The function is called: for an event where there is no window, else for a window that fired.</summary>
    Invoke,

    /// <summary>A result becomes a point or a local message.</summary>
    Emit,
}
