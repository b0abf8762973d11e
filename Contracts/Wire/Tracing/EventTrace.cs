using System.Diagnostics;
using System.Text;

namespace EventEdge.Contracts.Tracing;

/// <summary>
/// The spans of sampled messages, from the sensor to the stored point: each step is the child of the one before, and what stands between
/// two steps, the journal, the outbox and the frame, carries the W3C <c>traceparent</c> of the last one. Nobody listens: one read and
/// nothing else. Any thread.
/// </summary>
internal static class EventTrace
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "EventEdge";

    /// <summary>Characters of a <c>traceparent</c>.</summary>
    public const int TextLength = 55;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>The <c>traceparent</c> in these bytes; null where they are none.</summary>
    public static string? Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length != TextLength || !Ascii.IsValid(utf8)) return null;
        var text = Encoding.ASCII.GetString(utf8);
        return ActivityContext.TryParse(text, null, isRemote: true, out _) ? text : null;
    }

    /// <summary>Begins the first span of a message that came without one.</summary>
    /// <param name="step">The step, as in docs/concepts/life-of-a-message.md.</param>
    public static Activity? StartRoot(string step) => Begin(step, ActivityKind.Consumer, default, null);

    /// <summary>Begins the span of the next step; null where the message is not sampled, or nobody listens.</summary>
    /// <param name="step">The step.</param>
    /// <param name="parent">The <c>traceparent</c> of the step before; null for a message without.</param>
    /// <param name="kind">Whether it crosses a boundary.</param>
    /// <param name="others">Further messages that lead to it.</param>
    public static Activity? Start(
        string step, string? parent, ActivityKind kind = ActivityKind.Internal, IReadOnlyList<string>? others = null)
    {
        if (parent is null || !ActivityContext.TryParse(parent, null, isRemote: true, out var context)) return null;
        if ((context.TraceFlags & ActivityTraceFlags.Recorded) == 0) return null;
        return Begin(step, kind, context, others);
    }

    /// <summary>Ends a span.</summary>
    /// <param name="span">The span; nothing happens without.</param>
    /// <param name="failure">Why the step did not succeed; null when it did.</param>
    public static void End(this Activity? span, string? failure = null)
    {
        if (span is null) return;
        if (failure is not null) span.SetStatus(ActivityStatusCode.Error, failure);
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    // A span of ours is nobody's context: what runs on this thread meanwhile belongs to other messages as well.
    private static Activity? Begin(string step, ActivityKind kind, ActivityContext parent, IReadOnlyList<string>? others)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(kind, parent, tags: null, others is null ? null : LinksTo(others), startTime: default, step);
        Activity.Current = current;
        return span;
    }

    private static IEnumerable<ActivityLink> LinksTo(IReadOnlyList<string> others)
    {
        foreach (var other in others)
        {
            if (ActivityContext.TryParse(other, null, isRemote: true, out var context)) yield return new(context);
        }
    }
}
