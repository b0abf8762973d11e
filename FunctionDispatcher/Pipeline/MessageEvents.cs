using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// The events of one message, decoded before the first of them goes on: a message is taken as a whole, or not at all where its decoder
/// breaks off, so that its dead letter can be tried again without taking an event twice. The events are used again for the next message.
/// </summary>
/// <param name="reader">Reads them.</param>
/// <param name="layout">Their layout.</param>
/// <param name="limit">Most events of a message.</param>
/// <param name="isResult">Whether messages are results of another binding, of which one journal position may lead to several.</param>
/// <param name="first">The number of the first event of a journal position.</param>
internal sealed class MessageEvents(EventReader reader, EventLayout layout, int limit, bool isResult, int first = 0)
{
    /// <summary>
    /// The first number of results that a binding is joined with: they and the binding's own events may have one journal position.
    /// </summary>
    public const int JoinedNumber = 1 << 20;

    /// <summary>Most events kept for the next message.</summary>
    public const int KeptLimit = 256;

    /// <summary>The only topic of its messages, where they are results that the binding is joined with; else null.</summary>
    public string? JoinedTopic { get; init; }

    // Those after the first: most messages are one event, which is not looked up.
    private readonly List<EdgeEvent> _others = [];
    private long _sequence;
    private int _next;

    /// <summary>Results that a binding is joined with.</summary>
    public static MessageEvents Of(JoinedReader joined) =>
        new(joined.Reader, joined.Layout, limit: 1, isResult: true, JoinedNumber) { JoinedTopic = joined.Topic };

    /// <summary>Takes one of them through the stages that remember nothing.</summary>
    public StageResult Read(EdgeEvent input, in RecordedTime recorded) => reader.Read(input, recorded);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them; where there is none, what is known of the message all the same.</summary>
    public EdgeEvent First { get; private set; } = new(layout);

    /// <summary>One of them.</summary>
    public EdgeEvent this[int index] => index == 0 ? First : _others[index - 1];

    /// <summary>A message begins. One journal position may lead to several of them, where they are results of another binding.</summary>
    public void Begin(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        if (_others.Count >= KeptLimit) _others.RemoveRange(KeptLimit - 1, _others.Count - KeptLimit + 1);
        // What gave no event has a number all the same: that of its dead letter.
        _next = message.Sequence != 0 && message.Sequence == _sequence ? _next + Math.Max(1, Count) : first;
        _sequence = message.Sequence;
        Prepare(message, captures, recorded);
    }

    /// <summary>Fills in what is known of a message that is only looked at.</summary>
    public void Prepare(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        Count = 0;
        reader.Prepare(message, captures, recorded, First);
        First.Index = _next;
    }

    /// <summary>Decodes the message that has begun.</summary>
    public StageResult Decode(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        var position = 0;
        var step = reader.Decode(First, ref position, out var error);
        // Most messages are one event, and pay for no more.
        if (step != DecodeStep.Last || message.Target is not null) return Decode(step, error, position, message, captures, recorded);
        Count = 1;
        return StageResult.Passed;
    }

    private StageResult Decode(
        DecodeStep step, string? error, int position, in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        for (; ; step = reader.Decode(Next(message, captures, recorded), ref position, out error))
        {
            if (step is DecodeStep.Last or DecodeStep.More && Count == limit) return Refuse(TooMany(), message, captures, recorded);
            switch (step)
            {
                case DecodeStep.More:
                    Keep();
                    break;
                case DecodeStep.Last:
                    Keep();
                    return Choose(message, captures, recorded);
                case DecodeStep.End:
                    return Count > 0 ? Choose(message, captures, recorded) : StageResult.Dropped(StageReason.NoEvent);
                default:
                    return Refuse(Count == 0 ? error! : $"event {Count}: {error}", message, captures, recorded);
            }
        }
    }

    // What a decoder notes is the message's: the first event has it.
    private void Keep()
    {
        if (Count > 0) First.NotFinite += _others[Count - 1].NotFinite;
        Count++;
    }

    private EdgeEvent Next(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        if (Count > _others.Count) _others.Add(new(layout));
        var next = this[Count];
        reader.Prepare(message, captures, recorded, next);
        next.Index = _next + Count;
        return next;
    }

    private StageResult Refuse(string reason, in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        if (Count > 0) Prepare(message, captures, recorded);
        return StageResult.Rejected(FailureStage.Decode, reason);
    }

    // Of a message that is tried again for one event, the others were taken the first time. A result's number is its place among all that
    // its journal position led to; tried again, it is alone.
    private StageResult Choose(in InboundMessage message, IReadOnlyList<string> captures, in RecordedTime recorded)
    {
        if (message.Target?.Event is not { } chosen || (isResult && Count == 1)) return StageResult.Passed;
        var held = Count == 1 ? "one event" : $"{Count} events";
        if (chosen >= Count) return Refuse($"the message holds {held} now, and no event {chosen}", message, captures, recorded);
        if (chosen > 0) (First, _others[chosen - 1]) = (_others[chosen - 1], First);
        Count = 1;
        return StageResult.Passed;
    }

    private string TooMany() => limit == 1
        ? "the message holds more than one event: limits.events, or a request to a function outside the process, allows one"
        : $"the message holds more than {limit} events, as many as limits.events allows: raise the limit, or send smaller messages";
}
