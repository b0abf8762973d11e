using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Rx.Windows.Grids;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>What the windows of all keys of one binding share. Lengths in ticks.</summary>
internal sealed class WindowContext(EventLayout layout, Func<IAccumulator> createAccumulator, IWindowOutput output)
{
    /// <summary>
    /// Most events kept for one key: beyond it the oldest are taken out of their wait, or, where none can go, the next is refused.
    /// </summary>
    public const int KeptEventLimit = 1_000_000;

    public EventLayout Layout { get; } = layout;

    public required long Lateness { get; init; }

    /// <summary>How long after a window's end, by the newest timestamp of its clock, events may still come.</summary>
    public long Delay { get; init; }

    /// <summary>Length of a tumbling, hopping or sliding window, the greatest of a calendar's; the gap of a session.</summary>
    public long Size { get; init; }

    /// <summary>Where windows begin and end that the clock cuts.</summary>
    public WindowGrid Grid { get; init; } = new FixedGrid(1, 1);

    /// <summary>Longest a session grows; <see cref="Ticks.Forever"/> for no limit.</summary>
    public long SessionMax { get; init; } = Ticks.Forever;

    /// <summary>How long after an event what is open is shown, in ticks of recorded time; <see cref="Ticks.Forever"/> for never.</summary>
    public long Early { get; init; } = Ticks.Forever;

    /// <summary>What begins and ends windows that events cut; null for others.</summary>
    public WindowConditions? Conditions { get; init; }

    public int CountSize { get; init; }

    public int CountHop { get; init; }

    /// <summary>Most keys, and most clocks. <see cref="int.MaxValue"/> where somebody else looks after it.</summary>
    public int KeyLimit { get; init; } = int.MaxValue;

    /// <summary>Open windows of all keys.</summary>
    public int OpenWindows { get; set; }

    /// <summary>The state of a window that opens.</summary>
    public IAccumulator Open()
    {
        OpenWindows++;
        var state = createAccumulator();
        BorderParts = state is IBorderedAccumulator bordered ? bordered.BorderParts : 0;
        return state;
    }

    /// <summary>How many parts of a window's state look back before its start; known once a window is open.</summary>
    public int BorderParts { get; private set; }

    /// <summary>Whether results may be put together from parts: see <see cref="IMergedAccumulator"/>.</summary>
    public bool MergesParts => _mergesParts ??= createAccumulator() is IMergedAccumulator { IsSmall: true };

    private bool? _mergesParts;

    /// <summary>State for one result, of no open window.</summary>
    public IAccumulator CreateScratch() => createAccumulator();

    /// <summary>Such a state as saved.</summary>
    public IAccumulator RestoreScratch(BinaryReader reader)
    {
        var state = createAccumulator();
        state.Load(reader);
        return state;
    }

    /// <summary>The state of an open window as saved.</summary>
    public IAccumulator Restore(BinaryReader reader)
    {
        var state = Open();
        state.Load(reader);
        return state;
    }

    /// <summary>Whether a window is kept no longer, not even for corrections.</summary>
    public bool IsClosed(long end, long watermark) => end <= watermark - Lateness && watermark != Ticks.Never;

    public void Fire(WindowBounds window, IAccumulator state, IAccumulator? since = null) => output.OnFired(window, state, since);
}
