using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>Where an event's time came from, in words.</summary>
internal static class TimeWords
{
    // What a message takes, and clocks differ by.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);

    public static ExplainedStage Of(BindingConfig binding, EdgeEvent input, StageResult result)
    {
        var time = binding.EventTime;
        if (time.FieldNames.Count == 0)
            return new("event_time", StageOutcome.Passed, $"it counts for when it was received, {InWords.Instant(input.Time)}");
        var fields = string.Join(" and ", time.FieldNames);
        if (!result.IsPassed) return Refused(binding, input, result, fields);
        var ahead = input.Time - input.ReceivedAt;
        var clock = time.Clock is { } name ? $", on the clock {name} {FieldHint.Shown(input[name])}" : string.Empty;
        var sentence = $"it is of {InWords.Instant(input.Time)} by {fields}{clock}";
        if (ClockOffset.Describe(input.Time, input.ReceivedAt) is { } local && time.TimeZone is null)
            return new("event_time", StageOutcome.Passed, $"{sentence}: {local}") { Next = ClockOffset.Advice };
        return new("event_time", StageOutcome.Passed, ahead.Duration() <= Usual ? sentence
            : $"{sentence}, {InWords.Span(ahead)} {(ahead > TimeSpan.Zero ? "ahead of" : "before")} its receipt");
    }

    private static ExplainedStage Refused(BindingConfig binding, EdgeEvent input, StageResult result, string fields)
    {
        var missing = binding.EventTime.FieldNames.FirstOrDefault(name => input[name].Kind == FieldKind.Missing);
        if (missing is not null)
        {
            return new("event_time", result.Outcome, $"{result.Reason}: {FieldHint.Missing(input, missing)}")
            {
                Next = "name the field that has the time (event_time.field), or leave it out: then the time of receipt counts",
            };
        }

        if (binding.EventTime is { Unit: not null, FieldNames: [var number] }
            && ClockOffset.UnitOf(input[number].AsNumber, input.ReceivedAt) is var (counted, unit))
        {
            return new("event_time", result.Outcome, $"{result.Reason}; {number} seems to count {counted}")
            { Next = $"say so (event_time.unit: {unit}), or leave the unit out: it is told by the number's size then" };
        }

        var local = ClockOffset.Describe(input.Time, input.ReceivedAt);
        return new("event_time", result.Outcome, local is null ? result.Reason! : $"{result.Reason}; it is {local}")
        {
            Next = local is not null ? ClockOffset.Advice
                : $"set the sensor's clock, or say how the time in {fields} is written (event_time.format, unit, time_zone)",
        };
    }
}
