namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>The sentence of each reason.</summary>
internal static class StageReasons
{
    public static string? Describe(StageReason reason) => reason switch
    {
        StageReason.NoBinding => "no binding has a trigger for this topic",
        StageReason.AlreadyTaken => "the binding has taken this journal position before",
        StageReason.Lagging => "the message waits in the journal until the binding has come to it",
        StageReason.NoCapacity => "the function has no room for more calls: QoS 0 events are dropped and counted until it has",
        StageReason.NoEvent => "the message holds no event",
        StageReason.WhereIsFalse => "the condition of where does not hold",
        StageReason.Duplicate => "an event with this event_id was seen before",
        StageReason.CallUnderWay => "the function has been called and has not answered yet",
        StageReason.NoPartner => "no result of the other binding belongs to it",
        StageReason.NothingToStore => "the result has no field that a store could keep",
        _ => null,
    };
}
