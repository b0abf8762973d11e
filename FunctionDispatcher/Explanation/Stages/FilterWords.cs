using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>What <c>where</c> and <c>event_id</c> said, in words.</summary>
internal static class FilterWords
{
    public static ExplainedStage Of(WhereExpression where, EdgeEvent input, bool isTurnedAway)
    {
        var parts = new ConditionParts(where, input);
        return isTurnedAway
            ? new("filter", StageOutcome.Dropped, $"where turns it away: {parts.Because()}")
            {
                Parts = parts.All(), Next = parts.Advice() ?? "nothing, where such events are not wanted; else change where",
            }
            : new("filter", StageOutcome.Passed, $"where holds: {parts.Because()}") { Parts = parts.All() };
    }

    public static ExplainedStage OfDuplicate(EventIdConfig id, EdgeEvent input, LiveBinding? live)
    {
        var value = input[id.Field];
        if (!value.Exists)
            return new("deduplicate", StageOutcome.Passed, $"it has no {id.Field}: such an event is never taken for a duplicate");
        var within = Quantity.Format(id.Within);
        if (live?.HasSeen(input) == true)
        {
            return new("deduplicate", StageOutcome.Dropped,
                $"it is a duplicate: an event with {id.Field} {FieldHint.Shown(value)} came on this topic within {within}")
            {
                Next = "nothing, where it was sent twice; else let the sensor count its ids on, or name another field (event_id)",
            };
        }

        var known = live is null ? $"it counts unless one with {id.Field} {FieldHint.Shown(value)} came on this topic within {within}"
            : $"no event with {id.Field} {FieldHint.Shown(value)} came on this topic within {within}";
        return new("deduplicate", StageOutcome.Passed, known);
    }
}
