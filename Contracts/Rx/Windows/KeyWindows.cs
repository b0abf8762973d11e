using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// The windows of one key, of one kind. A window is <em>complete</em> once the watermark has reached its end: then it fires if it holds
/// anything not yet emitted; it is <em>closed</em>, and gone, <c>allowed_lateness</c> later.
/// Life: Add, then Complete with a watermark that never moves back; FireSilent, ShowOpen and FireUnemitted at any point.
/// </summary>
internal abstract class KeyWindows(WindowContext context, FieldValue[] key)
{
    protected WindowContext Context { get; } = context;

    /// <summary>The values of <c>group_by</c>.</summary>
    public FieldValue[] Key { get; } = key;

    /// <summary>Since when they are whole.</summary>
    public WindowOrigin Origin { get; set; } = WindowOrigin.Whole;

    /// <summary>
    /// The first instant after a window, as far as it is known when the window begins: an end that grows with its events must not make a
    /// part of what was emitted as whole.
    /// </summary>
    protected abstract long CertainEnd(long start, long end);

    /// <summary>Takes an event in; <paramref name="watermark"/> is the one before it.</summary>
    public abstract WindowOutcome Add(EdgeEvent input, long watermark);

    /// <summary>Fires what the watermark completes, in order of end, and drops what it closes.</summary>
    public abstract void Complete(long watermark);

    /// <summary>
    /// Fires, with their final results, the windows that a watermark would complete which nobody's timestamp has moved there, and keeps
    /// them as they are: what comes all the same is not late, and corrects them.
    /// </summary>
    public abstract void FireSilent(long watermark);

    /// <summary>The least watermark for which <see cref="FireSilent"/> would do something; <see cref="Ticks.Forever"/> for none.</summary>
    public abstract long NextSilent { get; }

    /// <summary>Fires provisional results of the windows that have taken an event since they were last emitted.</summary>
    public abstract void ShowOpen();

    /// <summary>Fires every window whose final result has not been emitted, and keeps it.</summary>
    public abstract void FireUnemitted(long watermark, WindowFiring why);

    /// <summary>
    /// What is kept, oldest first: bounds in ticks, whether the final result has been emitted, and, where it is counted, the number of
    /// events.
    /// </summary>
    public abstract IEnumerable<(long Start, long End, bool IsEmitted, int? Events)> Kept { get; }

    /// <summary>Events that wait for the watermark before they are put into a window.</summary>
    public virtual int Waiting => 0;

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
        long start, long end, int revision, WindowFiring why, IAccumulator state, IAccumulator? since = null, long? time = null)
    {
        var isPart = (why == WindowFiring.Cut && revision == 0)
            || Origin.Cuts(start, CertainEnd(start, end), Context.Delay);
        var bounds = new WindowBounds(Ticks.ToInstant(start), Ticks.ToInstant(end), Key, revision, isPart);
        if (isPart) bounds = bounds with { Part = Origin.Part };
        if (why == WindowFiring.Provisional) bounds = bounds with { Provisional = true };
        if (time is { } own && own != start) bounds = bounds with { Time = Ticks.ToInstant(own) };
        Context.Fire(bounds, state, since);
    }
}
