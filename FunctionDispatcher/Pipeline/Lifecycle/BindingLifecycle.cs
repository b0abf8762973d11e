namespace EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

/// <summary>Where a binding stands between its beginning and its end.</summary>
public enum BindingLifecycle
{
    /// <summary>It takes what comes.</summary>
    Running,

    /// <summary>Journalled messages pass it by; it takes them from the journal again until nothing more has passed it by.</summary>
    Lagging,

    /// <summary>Its function hung too often: events are rejected from a position on, and its windows neither fire nor close.</summary>
    Disabled,

    /// <summary>A change waits for the ends of its calls: it takes nothing, and its windows are closed.</summary>
    Ending,

    /// <summary>It is over.</summary>
    Ended,
}
