using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// How far the series of bindings that are gone reach, by name, and how often bindings have begun: with it no binding that begins takes
/// a window that another has written for its own. Saved beside the bindings' states.
/// </summary>
internal sealed class WrittenSeries
{
    /// <summary>Series remembered; the oldest go, and are taken for never written.</summary>
    public const int Limit = 4096;

    /// <summary>Stands for the identity of a binding among the saved states; no binding can have it.</summary>
    public static readonly BindingIdentity Identity = new(string.Empty, "series");

    private readonly Dictionary<string, long> _through = new(StringComparer.Ordinal);
    private long _part;

    // When the directory began: what was taken before, and by whom, nobody knows.
    private long _known = Ticks.Never;

    /// <summary>Whether there is nothing to save.</summary>
    public bool IsEmpty => IsNew && _known == Ticks.Never;

    // Whether no binding has begun but those that missed nothing.
    private bool IsNew => _part == 0 && _through.Count == 0;

    /// <summary>A configuration comes into force where none was.</summary>
    /// <param name="now">The present; <see cref="DateTimeOffset.MinValue"/> where nothing was missed.</param>
    public void Begin(DateTimeOffset now)
    {
        if (IsEmpty && now != DateTimeOffset.MinValue) _known = now.UtcTicks;
    }

    /// <summary>A binding ends. Where another goes on with a series of it, that one knows the keys that are ahead.</summary>
    public void Leave(SeriesHandover binding, IReadOnlyList<SeriesHandover> successors)
    {
        foreach (var name in binding.Series)
        {
            var through = successors.Any(s => s.Series.Contains(name)) ? binding.Left.Through : binding.Left.Newest;
            if (through == Ticks.Never) continue;
            if (_through.Count >= Limit && !_through.ContainsKey(name)) _through.Remove(_through.MinBy(s => s.Value).Key);
            _through[name] = Math.Max(_through.GetValueOrDefault(name, Ticks.Never), through);
        }
    }

    /// <summary>Where a binding that begins now may write.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="ended">The bindings that end for it to begin: what they leave is known by key.</param>
    /// <param name="now">The present; <see cref="DateTimeOffset.MinValue"/> where every window is to count as whole.</param>
    public WindowOrigin OriginOf(SeriesHandover binding, IReadOnlyList<SeriesHandover> ended, DateTimeOffset now)
    {
        var through = Ticks.Never;
        foreach (var name in binding.Series) through = Math.Max(through, _through.GetValueOrDefault(name, Ticks.Never));
        foreach (var earlier in ended.Where(e => e.Precedes(binding))) through = Math.Max(through, earlier.Left.Through);
        var isFirst = IsNew && ended.Count == 0 && now == DateTimeOffset.MinValue;
        var part = isFirst ? 0 : NextPart(now);
        var from = through == Ticks.Never ? Ticks.Never : through + 1;
        return new(from, now == DateTimeOffset.MinValue ? Ticks.Never : now.UtcTicks, part) { Known = _known };
    }

    /// <summary>Where a binding begins whose state is gone.</summary>
    public WindowOrigin OriginAfter(LostPast lost)
    {
        var until = lost.Until.UtcTicks;
        _known = lost.IsAll ? Math.Min(_known, until) : until;
        return new(lost.IsAll ? until : Ticks.Never, until, NextPart(lost.Until)) { Known = _known };
    }

    public BindingState Save(long position)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(_part);
        writer.Write(_through.Count);
        foreach (var (name, through) in _through)
        {
            writer.Write(name);
            writer.Write(through);
        }

        writer.Write(_known);
        return new(Identity, position, buffer.ToArray());
    }

    public void Load(BindingState state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.State, writable: false));
        _part = Math.Max(_part, reader.ReadInt64());
        for (var left = reader.ReadInt32(); left > 0; left--) _through[reader.ReadString()] = reader.ReadInt64();
        // Earlier versions did not save it.
        if (reader.BaseStream.Position < reader.BaseStream.Length) _known = reader.ReadInt64();
    }

    private long NextPart(DateTimeOffset now) => _part = Math.Max(_part + 1, now.ToUnixTimeMilliseconds());
}
