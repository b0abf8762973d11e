using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>
/// How far the windows of each binding version may have been merged. A correction of a window behind the frontier has nothing left to
/// replace, so its supplement is committed in its place; a window before the frontier is not merged while a correction of it waits where
/// the pass cannot see it.
/// </summary>
internal sealed class MergeFrontier
{
    // Corrections are remembered by ranges of time as long as the widest merged window: few, however many there are.
    private const int CellWidths = 60;

    private readonly Dictionary<(string Binding, string Version), long> _until;
    private Dictionary<(string Binding, string Version), long> _promised;
    private readonly Dictionary<Cell, long> _corrections = [];

    /// <param name="saved">How far an earlier run has come.</param>
    public MergeFrontier(IEnumerable<MergedUntil> saved)
    {
        _until = saved.ToDictionary(each => (each.Binding, each.Version), each => each.Ticks);
        _promised = new(_until);
    }

    /// <summary>Held while a commit is fitted and appended, so that no pass begins between the two.</summary>
    public object Gate { get; } = new();

    /// <summary>
    /// What has to be on the disk: once a supplement was committed, everything that follows of its window must be one too.
    /// </summary>
    public IReadOnlyList<MergedUntil> Promised =>
        [.. Volatile.Read(ref _promised).Select(entry => new MergedUntil(entry.Key.Binding, entry.Key.Version, entry.Value))];

    /// <summary>The windows before these ends may be merged from now on. One caller at a time.</summary>
    /// <param name="ends">By binding version.</param>
    /// <param name="save">Makes <see cref="Promised"/> durable.</param>
    /// <exception cref="IOException">That could not be made durable; the frontier stays where it was.</exception>
    public void Raise(IEnumerable<MergedUntil> ends, Action save)
    {
        List<MergedUntil> risen = [.. ends.Where(end => end.Ticks > _until.GetValueOrDefault((end.Binding, end.Version)))];
        if (risen.Count == 0) return;
        var promised = new Dictionary<(string Binding, string Version), long>(_until);
        foreach (var end in risen) promised[(end.Binding, end.Version)] = end.Ticks;
        Volatile.Write(ref _promised, promised);
        save();
        lock (Gate)
        {
            foreach (var end in risen) _until[(end.Binding, end.Version)] = end.Ticks;
        }
    }

    /// <summary>
    /// What of a commit's points is to be appended: supplements instead of corrections behind the frontier. A correction without one adds
    /// nothing, and is counted as merged.
    /// </summary>
    public IReadOnlyList<Point> Fit(BindingIdentity binding, IReadOnlyList<Point> points, out int merged)
    {
        merged = 0;
        if (!points.Any(IsCorrection)) return points;
        lock (Gate)
        {
            var until = _until.GetValueOrDefault((binding.Name, binding.Version));
            Point[] fitted = [
                .. points.Select(point => IsCorrection(point) && point.Time.UtcTicks < until ? point.Supplement : point).OfType<Point>()];
            merged = points.Count - fitted.Length;
            return fitted;
        }
    }

    /// <summary>Remembers the corrections among points that a record of a class holds.</summary>
    public void Note(DeliveryClass deliveryClass, string binding, string version, IReadOnlyList<Point> points, long sequence)
    {
        foreach (var point in points)
        {
            if (!IsCorrection(point)) continue;
            var cell = Cell.Of(deliveryClass, binding, version, point);
            lock (Gate) _corrections[cell] = Math.Max(sequence, _corrections.GetValueOrDefault(cell));
        }
    }

    /// <summary>The last record of a class that corrects windows near a point's; 0 when none waits.</summary>
    public long LastCorrection(DeliveryClass deliveryClass, BindingIdentity binding, Point point)
    {
        lock (Gate) return _corrections.GetValueOrDefault(Cell.Of(deliveryClass, binding.Name, binding.Version, point));
    }

    /// <summary>Forgets what has reached the bus.</summary>
    public void Forget(DeliveryClass deliveryClass, long acknowledged)
    {
        lock (Gate)
        {
            foreach (var (cell, sequence) in _corrections)
            {
                if (cell.Class == deliveryClass && sequence <= acknowledged) _corrections.Remove(cell);
            }
        }
    }

    private static bool IsCorrection(Point point) => point is { Revision: > 0, Mergeable: not null };

    private readonly record struct Cell(DeliveryClass Class, string Binding, string Version, long Number)
    {
        public static Cell Of(DeliveryClass deliveryClass, string binding, string version, Point point) => new(
            deliveryClass, binding, version,
            (long)Math.Floor((point.Time - DateTimeOffset.UnixEpoch) / (point.Mergeable!.Width * CellWidths)));
    }
}

/// <summary>How far the windows of a binding version may have been merged.</summary>
/// <param name="Binding">The binding's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Ticks">Windows that begin before it (UTC ticks) may have become part of a wider one.</param>
internal sealed record MergedUntil(string Binding, string Version, long Ticks);
