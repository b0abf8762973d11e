namespace EventEdge.Contracts.Rx.Windows.Grids;

/// <summary>Where windows begin and end that the clock cuts. Instants in ticks; every instant is in at least one window.</summary>
internal abstract class WindowGrid
{
    /// <summary>Whether an instant may be in several windows.</summary>
    public virtual bool Overlaps => false;

    /// <summary>The start of the earliest window that an instant is in.</summary>
    public abstract long FirstStart(long time);

    /// <summary>The start of the window after the one that begins at <paramref name="start"/>.</summary>
    public abstract long NextStart(long start);

    /// <summary>The end, exclusive, of the window that begins at <paramref name="start"/>.</summary>
    public abstract long EndOf(long start);
}
