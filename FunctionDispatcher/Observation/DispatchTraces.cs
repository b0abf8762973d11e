using System.Diagnostics;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Tracing;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// The spans of sampled messages through one binding: <c>dispatch</c> for the message itself, <c>window</c> from then until its window
/// fired. What a function makes of a sampled event carries the span on. A window's result continues the trace of the first sampled event in
/// it, and links to those of the others. Nothing is kept of what is not sampled; what waits is saved with the windows, and rebuilt by a
/// replay. The dispatch loop's alone.
/// </summary>
/// <param name="binding">The binding's name.</param>
/// <param name="groupBy">The fields of a window's key; null where the binding has no windows.</param>
/// <param name="isUsedOnce">Whether an event is in one window only.</param>
/// <param name="firesOnEvent">Whether an event makes the window fire that it is in.</param>
internal sealed class DispatchTraces(string binding, IReadOnlyList<string>? groupBy, bool isUsedOnce, bool firesOnEvent)
{
    /// <summary>Most sampled events that wait for their window or for the end of their call; the oldest are forgotten.</summary>
    public const int WaitingLimit = 64;

    private const byte HasIndexes = 0x80;

    private readonly List<Waiting> _waiting = [];
    private Activity? _span;
    private string? _failure;
    private int _events;

    /// <summary>Whether a result that comes now may belong to a sampled message.</summary>
    public bool IsOn => _span is not null || _waiting.Count > 0;

    /// <summary>A message begins.</summary>
    public void Begin(string? trace, string topic, long sequence)
    {
        // Hardly any message is sampled: the others pay for a look, and for no call.
        if (trace is not null || _span is not null) BeginSpan(trace, topic, sequence);
    }

    private void BeginSpan(string? trace, string topic, long sequence)
    {
        // One that ended in a defect has no end of its own.
        _span.End("ended in a defect");
        (_failure, _events) = (null, 0);
        _span = EventTrace.Start("dispatch", trace)
            ?.SetTag("eventedge.binding", binding).SetTag("messaging.destination.name", topic).SetTag("eventedge.sequence", sequence);
    }

    /// <summary>An event of it has come to its last stage. The first of them, or the first that was given up, tells the span's.</summary>
    public void Conclude(Stage stage, in StageResult result, EdgeEvent input)
    {
        if (_span is not null) ConcludeSpan(stage, result, input);
    }

    private void ConcludeSpan(Stage stage, in StageResult result, EdgeEvent input)
    {
        if (_span is not { Id: { } trace } span) return;
        var isRejected = result.Outcome == StageOutcome.Rejected;
        if (_events++ == 0 || (isRejected && _failure is null))
            span.SetTag("eventedge.stage", NameOf(stage)).SetTag("eventedge.outcome", NameOf(result.Outcome));
        if (isRejected) _failure ??= result.Reason;
        var isInWindow = stage == Stage.Window && result.IsPassed;
        if (!isInWindow && result.Cause != StageReason.CallUnderWay) return;
        if (_waiting.Count == WaitingLimit) _waiting.RemoveAt(0);
        _waiting.Add(new(trace, isInWindow ? KeyOf(input) : null, input.Time, input.Sequence, input.Index, default));
    }

    /// <summary>The message is done.</summary>
    public void End()
    {
        if (_span is not null) EndSpan();
    }

    private void EndSpan()
    {
        if (_span is not { } span) return;
        _span = null;
        if (_events > 1) span.SetTag("eventedge.events", _events);
        span.End(_failure);
        for (var i = _waiting.Count; i > 0 && _waiting[i - 1].Since == default; i--)
            _waiting[i - 1] = _waiting[i - 1] with { Since = span.StartTimeUtc + span.Duration };
    }

    /// <summary>The result of a function that saw one event, with the event's trace.</summary>
    public Point Mark(Point point, EdgeEvent input)
    {
        if (_span is { } span) return point with { Trace = span.Id };
        // The answer of a function outside the process comes later, and knows its event.
        var called = input.Sequence == 0 ? -1 : _waiting.FindIndex(
            one => one.Key is null && one.Sequence == input.Sequence && one.Index == input.Index);
        if (called < 0) return point;
        var trace = _waiting[called].Trace;
        _waiting.RemoveAt(called);
        return point with { Trace = trace };
    }

    /// <summary>The result of a function that saw a window, with the trace of the sampled events in it.</summary>
    public Point Mark(Point point, WindowBounds window)
    {
        Waiting? first = null;
        List<string>? others = null;
        for (var i = 0; i < _waiting.Count; i++)
        {
            var one = _waiting[i];
            if (!one.IsIn(window)) continue;
            if (first is null) first = one;
            else (others ??= []).Add(one.Trace);
            if (isUsedOnce) _waiting.RemoveAt(i--);
        }

        if (first is not { } earliest) return firesOnEvent && _span is { } now ? point with { Trace = now.Id } : point;
        var span = EventTrace.Start("window", earliest.Trace, others: others)
            ?.SetStartTime(earliest.Since).SetTag("eventedge.binding", binding).SetTag("eventedge.window.start", $"{window.Start:O}")
            .SetTag("eventedge.window.end", $"{window.End:O}").SetTag("eventedge.revision", window.Revision);
        span.End();
        return point with { Trace = span?.Id ?? earliest.Trace };
    }

    /// <summary>Writes what waits.</summary>
    public void Save(BinaryWriter writer)
    {
        var hasIndexes = _waiting.Exists(one => one.Index != 0);
        writer.Write((byte)(_waiting.Count | (hasIndexes ? HasIndexes : 0)));
        foreach (var one in _waiting)
        {
            writer.Write(one.Trace);
            writer.Write(one.Key?.Length ?? -1);
            foreach (var value in one.Key ?? []) writer.WriteValue(value);
            writer.Write(one.Time.UtcTicks);
            writer.Write(one.Sequence);
            writer.Write(one.Since.Ticks);
            if (hasIndexes) writer.Write(one.Index);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(BinaryReader reader)
    {
        var first = reader.ReadByte();
        for (var left = first & ~HasIndexes; left > 0; left--)
        {
            var (trace, length) = (reader.ReadString(), reader.ReadInt32());
            var key = length < 0 ? null : new FieldValue[length];
            for (var i = 0; i < length; i++) key![i] = reader.ReadValue();
            var time = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            var (sequence, since) = (reader.ReadInt64(), new DateTime(reader.ReadInt64(), DateTimeKind.Utc));
            _waiting.Add(new(trace, key, time, sequence, (first & HasIndexes) != 0 ? reader.ReadInt32() : 0, since));
        }
    }

    private FieldValue[] KeyOf(EdgeEvent input) => groupBy is null ? [] : [.. groupBy.Select(name => input[name])];

    private static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private readonly record struct Waiting(string Trace, FieldValue[]? Key, DateTimeOffset Time, long Sequence, int Index, DateTime Since)
    {
        public bool IsIn(WindowBounds window)
        {
            if (Key is null || Time < window.Start || (Time >= window.End && Time != window.Start) || Key.Length != window.Key.Count)
                return false;
            for (var i = 0; i < Key.Length; i++)
            {
                if (!Key[i].Equals(window.Key[i])) return false;
            }

            return true;
        }
    }
}
