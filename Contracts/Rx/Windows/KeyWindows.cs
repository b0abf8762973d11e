using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// The windows of one key, of one kind. A window is <em>complete</em> once the watermark has reached its end: then it fires if it holds
/// anything not yet emitted; it is <em>closed</em>, and gone, <c>allowed_lateness</c> later.
/// Life: Add, then Complete with a watermark that never moves back; FireUnemitted at any point.
/// </summary>
internal abstract class KeyWindows(WindowContext context, FieldValue[] key)
{
    protected WindowContext Context { get; } = context;

    /// <summary>The values of <c>group_by</c>.</summary>
    public FieldValue[] Key { get; } = key;

    /// <summary>Since when they are whole.</summary>
    public WindowOrigin Origin { get; set; } = WindowOrigin.Whole;

    /// <summary>
    /// Whether their bounds are told by the clock. Where events tell them, no other window has the same start, and an end that grows must
    /// not make a part of what was emitted as whole.
    /// </summary>
    protected virtual bool IsOnGrid => false;

    /// <summary>Takes an event in; <paramref name="watermark"/> is the one before it.</summary>
    public abstract WindowOutcome Add(EdgeEvent input, long watermark);

    /// <summary>Fires what the watermark completes, in order of end, and drops what it closes.</summary>
    public abstract void Complete(long watermark);

    /// <summary>Fires every window that holds something not yet emitted, and keeps it.</summary>
    public abstract void FireUnemitted(long watermark, bool partial);

    public abstract void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, in this or an earlier format of <see cref="WindowState"/>.</summary>
    public abstract void Load(BinaryReader reader, int format);

    /// <summary>Drops all windows without firing.</summary>
    public abstract void Clear();

    /// <summary>
    /// Fires a window. One that a change closes is a part only if it was never emitted: else this is the next revision of what was, which
    /// it replaces.
    /// </summary>
    protected void Fire(
        long start, long end, int revision, bool closedEarly, IAccumulator state, IAccumulator? since = null, long? time = null)
    {
        var isPart = (closedEarly && revision == 0) || (IsOnGrid ? Origin.Cuts(start, end, Context.Delay) : Origin.Cuts(start, start, 0));
        var bounds = new WindowBounds(Ticks.ToInstant(start), Ticks.ToInstant(end), Key, revision, isPart);
        if (isPart) bounds = bounds with { Part = Origin.Part };
        if (time is { } own && own != start) bounds = bounds with { Time = Ticks.ToInstant(own) };
        Context.Fire(bounds, state, since);
    }
}
