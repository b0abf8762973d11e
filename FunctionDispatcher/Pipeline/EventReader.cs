using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// The stages that remember nothing: decode, fields, filter, event time. A binding whose messages several workers read has a reader for
/// each.
/// </summary>
internal sealed class EventReader(
    BindingConfig config, EventLayout layout, int[] captureSlots, IEventDecoder decoder, EventFields? fields,
    Func<EdgeEvent, bool>? where, MessageFieldReader? own)
{
    // Most of a value that a reason shows, in UTF-16 units.
    private const int ShownLimit = 64;

    private readonly TimestampReader _timestamps = new(config.EventTime.ToRules(), layout);
    private readonly int[] _timestampSlots = [.. config.EventTime.FieldNames.Select(layout.SlotOf)];
    private readonly DeclaredTimestamp _timestamp = new(config.EventTime);

    /// <summary>Fills in what is known of a message before its payload is looked at.</summary>
    public void Prepare(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded, EdgeEvent target)
    {
        target.Clear();
        target.Topic = message.Topic;
        target.ReceivedAt = message.ReceivedAt;
        target.Time = recorded.ToMonotonic(message.ReceivedAt);
        target.Sequence = message.Sequence;
        target.Index = 0;
        target.Subject = message.Subject;
        target.Revision = message.Revision;
        target.IsRetried = message.Target is { Event: not null };
        target.Payload = message.Payload;
        if (message.Properties is { } properties) target.Properties = properties;
        for (var i = 0; i < captureSlots.Length; i++) target.Set(captureSlots[i], captures[i]);
        own?.Fill(message.Qos, message.Retain, target);
    }

    /// <summary>Reads the next event of a message into a prepared one.</summary>
    public DecodeStep Decode(EdgeEvent target, ref int position, out string? error) =>
        decoder.Read(target.Payload.Span, ref position, target, out error);

    /// <summary>Takes a decoded event through the stages that remember nothing, and says how far it came.</summary>
    /// <param name="target">The event.</param>
    /// <param name="recorded">Recorded time, which has observed the event's receipt.</param>
    public StageResult Read(EdgeEvent target, in RecordedTime recorded)
    {
        if (fields is not null && fields.Apply(target) is { IsPassed: false } refused) return refused;
        var result = Filter(target);
        return result.IsPassed ? Date(target, recorded).At(Stage.EventTime) : result.At(Stage.Filter);
    }

    /// <summary>Whether events go through a stage that a binding may do without.</summary>
    public bool Has(Stage stage) => stage switch
    {
        Stage.Fields => config is not { Fields: null, Set: null, Keep: null, Drop: null },
        Stage.Lookup => config.Lookup is not null,
        _ => true,
    };

    /// <summary>Leaves out what the function is not to be given.</summary>
    public EdgeEvent Trim(EdgeEvent target)
    {
        fields?.Trim(target);
        own?.Trim(target);
        return target;
    }

    /// <summary>The same for the prepared event of a decoder whose messages hold one each.</summary>
    public StageResult ReadOnly(EdgeEvent target, in RecordedTime recorded)
    {
        var position = 0;
        return Decode(target, ref position, out var error) == DecodeStep.Last
            ? Read(target, recorded)
            : StageResult.Rejected(FailureStage.Decode, error!).At(Stage.Decode);
    }

    private StageResult Filter(EdgeEvent target) =>
        where is null || where(target) ? StageResult.Passed : StageResult.Dropped(StageReason.WhereIsFalse);

    private StageResult Date(EdgeEvent target, in RecordedTime recorded)
    {
        if (_timestampSlots.Length == 0) return StageResult.Passed;
        var value = _timestampSlots.Length == 1 ? target.At(_timestampSlots[0]) : Joined(target);
        if (!_timestamp.TryRead(value, target.Time, out var timestamp)) return Undated(value);
        target.Time = timestamp;
        var fault = _timestamps.Check(target, recorded);
        if (fault == TimestampFault.None) return StageResult.Passed;
        var reason = Quarantine.Describe(fault, target, config.EventTime.FutureLimit) + TimestampForm.DescribeSmall(value);
        return StageResult.Rejected(FailureStage.EventTime, reason);
    }

    // Of a time in parts, none may be missing.
    private FieldValue Joined(EdgeEvent target)
    {
        foreach (var slot in _timestampSlots)
        {
            if (!target.At(slot).Exists) return FieldValue.Missing;
        }

        return string.Join(' ', _timestampSlots.Select(slot => target.At(slot).ToString()));
    }

    private static string Shown(in FieldValue value)
    {
        var text = value.ToString();
        return VisibleText.Of(text.Length > ShownLimit ? $"{text[..ShownLimit]}…" : text);
    }

    private StageResult Undated(in FieldValue value)
    {
        var fields = string.Join(" and ", config.EventTime.FieldNames);
        if (!value.Exists) return StageResult.Rejected(FailureStage.EventTime, $"no time in {fields}");
        var declared = config.EventTime.Format is { } format ? $"event_time.format is {format}" : null;
        var form = declared ?? (config.EventTime.Unit is null ? TimestampForm.Describe(value) : null);
        return StageResult.Rejected(FailureStage.EventTime, $"'{Shown(value)}' in {fields} is no time{(form is null ? "" : ": ")}{form}");
    }
}
