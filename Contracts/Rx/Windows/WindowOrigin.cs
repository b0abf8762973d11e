using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// Since when the windows of a key are whole. One that is not is emitted apart from the whole ones, so that it replaces none: what it lacks
/// was taken by somebody else (an earlier version, an earlier data directory), or was forgotten.
/// </summary>
/// <param name="From">A window that starts before it may lack events, in ticks; <see cref="Ticks.Never"/> for none.</param>
/// <param name="Began">
/// When taking events began, in ticks: the window around that instant lacks what came before. So may each that late events could still
/// reach then, unless it is known who took events before; what is older than that is history that somebody fills in.
/// </param>
/// <param name="Part">Tells the parts of one window apart; grows with every beginning.</param>
internal sealed record WindowOrigin(long From, long Began, long Part)
{
    /// <summary>Every window is whole.</summary>
    public static readonly WindowOrigin Whole = new(Ticks.Never, Ticks.Never, 0);

    /// <summary>
    /// Since when it is known who takes events, in ticks: when the data directory began. Each window that late events could still reach
    /// then may lack what the directory before it took, whichever binding writes it. <see cref="Ticks.Never"/> where nobody took any.
    /// </summary>
    public long Known { get; init; } = Ticks.Never;

    /// <summary>Whether a window is known to lack events.</summary>
    /// <param name="start">Its start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="delay">How long after its end events may come.</param>
    public bool Cuts(long start, long end, long delay) =>
        start < From || Holds(start, Began, From == Ticks.Never ? delay : 0, end) || Holds(start, Known, delay, end);

    /// <summary>Writes it without <see cref="Known"/>, which all keys of a binding have in common.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(From);
        writer.Write(Began);
        writer.Write(Part);
    }

    public static WindowOrigin Load(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());

    // Whether late events could still reach a window at an instant after its start.
    private static bool Holds(long start, long instant, long delay, long end) => start < instant && instant - delay < end;
}

/// <summary>What a binding that ends leaves behind: whoever writes the same series after it has windows that begin in the middle.</summary>
/// <param name="Through">Newest timestamp of what it took, in ticks, of those not ahead of recorded time; <see cref="Ticks.Never"/> when it
/// took nothing.</param>
/// <param name="Ahead">Keys with newer timestamps than that, each with its newest: one fast sensor must not cut the windows of the
/// others.</param>
internal sealed record LeftWindows(long Through, IReadOnlyList<(Contracts.Events.FieldValue[] Key, long Newest)> Ahead)
{
    /// <summary>Newest timestamp of all.</summary>
    public long Newest => Ahead.Select(a => a.Newest).Append(Through).Max();
}
