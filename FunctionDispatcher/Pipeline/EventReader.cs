using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoding;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// One message to one event, as far as nothing is remembered: decode, filter, stamp. A binding whose events several workers read has one for
/// each of them.
/// </summary>
internal sealed class EventReader(BindingConfig config, EventLayout layout, int[] captureSlots, IEventDecoder decoder, Func<EdgeEvent, bool>? where)
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

    /// <summary>Reads the payload of a prepared event.</summary>
    /// <param name="target">The event.</param>
    /// <param name="recorded">Recorded time, which has observed the event's receipt.</param>
    /// <param name="error">Why the event cannot be used; null when it can, or was filtered.</param>
    public DecodeResult Read(EdgeEvent target, in RecordedTime recorded, out string? error)
    {
        if (!decoder.TryDecode(target.Payload.Span, target, out error)) return DecodeResult.Undecodable;
        if (where is not null && !where(target)) return DecodeResult.Filtered;
        return TryDate(target, recorded, out error) ? DecodeResult.Complete : DecodeResult.WithoutTimestamp;
    }

    /// <summary>Why a timestamp is in quarantine; null when it is not.</summary>
    public string? Quarantine(TimestampFault fault, EdgeEvent input) => fault switch
    {
        TimestampFault.BeforeEpoch => $"{input.Time:O} is before 2000: the sensor's clock is not set",
        TimestampFault.FromTheFuture =>
            $"{input.Time:O} is more than future_limit {Quantity.Format(config.EventTime.FutureLimit)} ahead of its receipt at {input.ReceivedAt:O}",
        _ => null,
    };

    private bool TryDate(EdgeEvent target, in RecordedTime recorded, out string? error)
    {
        error = null;
        if (_timestampSlot < 0) return true;
        var value = target.At(_timestampSlot);
        if (!TimestampParser.TryParse(value, out var timestamp))
        {
            error = value.Exists ? $"'{value}' in {config.EventTime.Field} is no time" : $"no time in {config.EventTime.Field}";
            return false;
        }

        target.Time = timestamp;
        error = Quarantine(_timestamps.Check(target, recorded), target);
        return error is null;
    }
}

/// <summary>How far an event could be read.</summary>
internal enum DecodeResult
{
    /// <summary>To the end.</summary>
    Complete,

    /// <summary>The payload is not what the binding expects.</summary>
    Undecodable,

    /// <summary><c>where</c> turned it away.</summary>
    Filtered,

    /// <summary>Its timestamp cannot be used.</summary>
    WithoutTimestamp,

    /// <summary>It was not tried: the binding takes nothing.</summary>
    Unread,
}
