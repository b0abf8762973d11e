using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoding;
using EventEdge.FunctionDispatcher.EventTime;

namespace EventEdge.FunctionDispatcher.Dispatch;

/// <summary>
/// One message to one event, as far as nothing is remembered: decode, filter, stamp. A binding whose events several workers read has one for
/// each of them.
/// </summary>
internal sealed class EventReader(BindingConfig config, EventLayout layout, int[] captureSlots, IEventDecoder decoder, Func<EdgeEvent, bool>? where)
{
    private readonly StampReader _stamps = new(config.EventTime, layout);
    private readonly int _stampSlot = config.EventTime.Field is { } field ? layout.SlotOf(field) : -1;

    /// <summary>Fills in what is known of a message before its payload is looked at.</summary>
    public void Prepare(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded, EdgeEvent target)
    {
        target.Clear();
        target.Topic = message.Topic;
        target.ReceivedAt = message.ReceivedAt;
        target.Time = recorded.Straighten(message.ReceivedAt);
        target.Sequence = message.Sequence;
        target.Payload = message.Payload;
        for (var i = 0; i < captureSlots.Length; i++) target.Set(captureSlots[i], captures[i]);
    }

    /// <summary>Reads the payload of a prepared event.</summary>
    /// <param name="target">The event.</param>
    /// <param name="recorded">Recorded time, which has observed the event's receipt.</param>
    /// <param name="error">Why the event cannot be used; null when it can, or was filtered.</param>
    public Reading Read(EdgeEvent target, in RecordedTime recorded, out string? error)
    {
        if (!decoder.TryDecode(target.Payload.Span, target, out error)) return Reading.Undecodable;
        if (where is not null && !where(target)) return Reading.Filtered;
        return TryStamp(target, recorded, out error) ? Reading.Complete : Reading.Unstamped;
    }

    /// <summary>Why a stamp is in quarantine; null when it is not.</summary>
    public string? Quarantine(StampFault fault, EdgeEvent input) => fault switch
    {
        StampFault.BeforeEpoch => $"{input.Time:O} is before 2000: the sensor's clock is not set",
        StampFault.FromTheFuture =>
            $"{input.Time:O} is more than future_limit {Quantity.Format(config.EventTime.FutureLimit)} ahead of its receipt at {input.ReceivedAt:O}",
        _ => null,
    };

    private bool TryStamp(EdgeEvent target, in RecordedTime recorded, out string? error)
    {
        error = null;
        if (_stampSlot < 0) return true;
        var value = target.At(_stampSlot);
        if (!StampParser.TryParse(value, out var stamp))
        {
            error = value.Exists ? $"'{value}' in {config.EventTime.Field} is no time" : $"no time in {config.EventTime.Field}";
            return false;
        }

        target.Time = stamp;
        error = Quarantine(_stamps.Check(target, recorded), target);
        return error is null;
    }
}

/// <summary>How far an event could be read.</summary>
internal enum Reading
{
    /// <summary>To the end.</summary>
    Complete,

    /// <summary>The payload is not what the binding expects.</summary>
    Undecodable,

    /// <summary><c>where</c> turned it away.</summary>
    Filtered,

    /// <summary>Its stamp cannot be used.</summary>
    Unstamped,

    /// <summary>It was not tried: the binding takes nothing.</summary>
    Unread,
}
