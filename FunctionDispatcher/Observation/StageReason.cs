namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>Why something was dropped or waits. What is rejected has a sentence of its own instead.</summary>
public enum StageReason
{
    /// <summary>It was not, or was rejected.</summary>
    None,

    /// <summary>No binding wants the topic.</summary>
    NoBinding,

    /// <summary>The binding has taken this journal position before: a replay reads it again.</summary>
    AlreadyTaken,

    /// <summary>
    /// It waits in the journal: the binding has no room for more calls, or waits for another binding or for a clock that is set.
    /// </summary>
    Lagging,

    /// <summary>The function has no room for more calls, and the message is in no journal that could keep it.</summary>
    NoCapacity,

    /// <summary>The message was decoded, and holds no event.</summary>
    NoEvent,

    /// <summary>The condition of <c>where</c> does not hold.</summary>
    WhereIsFalse,

    /// <summary>The <c>event_id</c> was seen before.</summary>
    Duplicate,

    /// <summary>The function is called outside the process and has not answered.</summary>
    CallUnderWay,

    /// <summary>No result of the other binding belongs to the event, and the join is an inner one.</summary>
    NoPartner,

    /// <summary>The result has no field that a store could keep.</summary>
    NothingToStore,
}
