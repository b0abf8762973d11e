using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// The stages that remember nothing: decode, filter, event time. A binding whose events several workers read has a reader for each.
/// </summary>
internal sealed class EventReader(
    BindingConfig config, EventLayout layout, int[] captureSlots, IEventDecoder decoder, Func<EdgeEvent, bool>? where)
{
    private readonly TimestampReader _timestamps = new(config.EventTime.ToRules(), layout);
    private readonly int _timestampSlot = config.EventTime.Field is { } field ? layout.SlotOf(field) : -1;

    /// <summary>Fills in what is known of a message before its payload is looked at.</summary>
    public void Prepare(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded, EdgeEvent target)
    {
        target.Clear();
        target.Topic = message.Topic;
        target.ReceivedAt = message.ReceivedAt;
        target.Time = recorded.ToMonotonic(message.ReceivedAt);
        target.Sequence = message.Sequence;
        target.Payload = message.Payload;
        for (var i = 0; i < captureSlots.Length; i++) target.Set(captureSlots[i], captures[i]);
    }

    /// <summary>Takes a prepared event through the stages that remember nothing, and says how far it came.</summary>
    /// <param name="target">The event.</param>
    /// <param name="recorded">Recorded time, which has observed the event's receipt.</param>
    public StageResult Read(EdgeEvent target, in RecordedTime recorded)
    {
        var result = Decode(target);
        if (!result.IsPassed) return result.At(Stage.Decode);
        result = Filter(target);
        return result.IsPassed ? Date(target, recorded).At(Stage.EventTime) : result.At(Stage.Filter);
    }

    // A binding takes one event of a message.
    private StageResult Decode(EdgeEvent target)
    {
        var position = 0;
        return decoder.Read(target.Payload.Span, ref position, target, out var error) switch
        {
            DecodeStep.Last => StageResult.Passed,
            DecodeStep.More => StageResult.Rejected(FailureStage.Decode, "the message holds more than one event"),
            DecodeStep.End => StageResult.Rejected(FailureStage.Decode, "the message holds no event"),
            _ => StageResult.Rejected(FailureStage.Decode, error!),
        };
    }

    private StageResult Filter(EdgeEvent target) =>
        where is null || where(target) ? StageResult.Passed : StageResult.Dropped(StageReason.WhereIsFalse);

    private StageResult Date(EdgeEvent target, in RecordedTime recorded)
    {
        if (_timestampSlot < 0) return StageResult.Passed;
        var value = target.At(_timestampSlot);
        if (!TimestampParser.TryParse(value, out var timestamp)) return Undated(value);
        target.Time = timestamp;
        var fault = _timestamps.Check(target, recorded);
        return fault == TimestampFault.None
            ? StageResult.Passed
            : StageResult.Rejected(FailureStage.EventTime, Quarantine.Describe(fault, target, config.EventTime.FutureLimit));
    }

    private StageResult Undated(in FieldValue value) => StageResult.Rejected(
        FailureStage.EventTime,
        value.Exists ? $"'{value}' in {config.EventTime.Field} is no time" : $"no time in {config.EventTime.Field}");
}
