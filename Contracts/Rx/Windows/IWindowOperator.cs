using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// Event time and windows of one binding: watermarks, window state, firing, corrections. Driven only by the times in its input, so the same
/// input gives the same output bit for bit. One caller at a time.
/// Life: Process and Advance in recorded order; Save at any point; Load once, before the first event.
/// </summary>
internal interface IWindowOperator
{
    /// <summary>
    /// Takes one event (its Time is the timestamp it carried). Fires whatever its watermark completes, through the output.
    /// </summary>
    WindowOutcome Process(EdgeEvent input);

    /// <summary>Tells that recorded time has reached <paramref name="now"/> without an event: idle clocks stop counting.</summary>
    void Advance(DateTimeOffset now);

    /// <summary>The earliest recorded time at which <see cref="Advance"/> would do something; null when nothing waits.</summary>
    DateTimeOffset? NextDeadline { get; }

    /// <summary>Fires every open window that holds something not yet emitted, marked partial, and forgets all state.</summary>
    void ClosePartial();

    /// <summary>Open windows, those kept for corrections included.</summary>
    int OpenWindows { get; }

    /// <summary>Writes all state.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Replaces all state with a saved one.</summary>
    void Load(BinaryReader reader);
}

/// <summary>Takes fired windows.</summary>
internal interface IWindowOutput
{
    /// <summary>
    /// A window fired. The accumulator is the window's own and stays in use: read the result during the call.
    /// An exception from the function must be handled here, never thrown into the operator.
    /// </summary>
    /// <param name="window">Which window, and which revision of it.</param>
    /// <param name="state">All its events.</param>
    /// <param name="since">Those it has taken since it last fired, of a tumbling window that fires again; else null.</param>
    void OnFired(WindowBounds window, IAccumulator state, IAccumulator? since);
}
