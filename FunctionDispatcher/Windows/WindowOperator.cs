using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.EventTime;

namespace EventEdge.FunctionDispatcher.Windows;

/// <summary>
/// The engine under every window kind: finds an event's key, moves its watermark, and lets its windows fire. Whatever waits for recorded
/// time happens at its own deadline and in the order of deadlines, however seldom <see cref="Advance"/> is called.
/// </summary>
internal sealed class WindowOperator : IWindowOperator
{
    private const byte FormatVersion = 1;
    private static readonly TimeSpan ForgetMinimum = TimeSpan.FromDays(1);

    private readonly EventTimeConfig _time;
    private readonly WindowContext _context;
    private readonly Func<FieldValue[], KeyWindows> _createWindows;
    private readonly StampReader _stamps;
    private readonly int[] _keySlots;
    private readonly Dictionary<FieldValue[], KeyGroup> _groups;
    private readonly Dictionary<FieldValue[], KeyGroup>.AlternateLookup<EdgeEvent> _groupOf;
    private readonly Queue<(KeyGroup Group, long Due)> _awaitFiring = new();
    private WatermarkTracker _watermarks;
    private RecordedTime _recorded;
    private long _groupsOpened;

    // Nothing is due before it; the exact deadline may be later.
    private long _quietUntil = Ticks.Forever;

    public WindowOperator(
        EventTimeConfig time, WindowContext context, Func<FieldValue[], KeyWindows> createWindows, int[] keySlots, StampReader stamps)
    {
        _time = time;
        _context = context;
        _createWindows = createWindows;
        _keySlots = keySlots;
        _stamps = stamps;
        _watermarks = new(time, ForgetAfter(time, context));
        _groups = new(new KeyComparer(keySlots));
        _groupOf = _groups.GetAlternateLookup<EdgeEvent>();
    }

    public int OpenWindows => _context.OpenWindows;

    public DateTimeOffset? NextDeadline => NextDue() is < Ticks.Forever and var due ? Ticks.ToInstant(_recorded.ToReceived(due)) : null;

    public WindowOutcome Process(EdgeEvent input)
    {
        Advance(input.ReceivedAt);
        if (_stamps.Check(input, _recorded) is not StampFault.None and var fault)
        {
            return fault == StampFault.BeforeEpoch ? WindowOutcome.BeforeEpoch : WindowOutcome.FromTheFuture;
        }

        if (!_groupOf.TryGetValue(input, out var group))
        {
            group = OpenGroup(Array.ConvertAll(_keySlots, input.At));
        }
        var outcome = group.Windows.Add(input, group.Watermark);
        var before = group.Watermark;
        _watermarks.Observe(group, _stamps.ClockOf(input), input.Time.UtcTicks, _recorded);
        if (group.Watermark > before) group.Windows.Complete(group.Watermark);
        if (group.Counting == 0 && outcome == WindowOutcome.InWindow) AwaitFiring(group);
        _quietUntil = Math.Min(_quietUntil, _recorded.Now + _time.IdleTimeout.Ticks);
        return outcome;
    }

    public void Advance(DateTimeOffset now)
    {
        _recorded.Observe(now);
        if (_recorded.Now < _quietUntil) return;
        while (NextDue() is var due && due <= _recorded.Now) Meet(due);
        _quietUntil = NextDue();
    }

    public void ClosePartial() => CloseAll(partial: true);

    /// <summary>Fires what is not yet emitted, in the order the keys appeared, and forgets all state.</summary>
    internal void CloseAll(bool partial)
    {
        foreach (var group in InOrderOfCreation()) group.Windows.FireUnemitted(group.Watermark, partial);
        Clear();
    }

    public void Save(BinaryWriter writer)
    {
        var indexes = new Dictionary<ClockGroup, int>(_groups.Count, ReferenceEqualityComparer.Instance);
        writer.Write(FormatVersion);
        _recorded.Save(writer);
        writer.Write(_groups.Count);
        foreach (var group in InOrderOfCreation())
        {
            indexes.Add(group, indexes.Count);
            foreach (var value in group.Windows.Key) writer.WriteValue(value);
            group.Save(writer);
        }
        _watermarks.Save(writer, group => indexes[group]);
        writer.Write(_awaitFiring.Count);
        foreach (var (group, due) in _awaitFiring)
        {
            writer.Write(indexes[group]);
            writer.Write(due);
        }
    }

    /// <exception cref="InvalidDataException">The state is of a format this version does not know.</exception>
    public void Load(BinaryReader reader)
    {
        if (reader.ReadByte() is not FormatVersion and var version)
        {
            throw new InvalidDataException($"window state has format {version}; this version reads {FormatVersion}");
        }
        Clear();
        _recorded.Load(reader);
        var groups = new KeyGroup[reader.ReadInt32()];
        foreach (ref var group in groups.AsSpan())
        {
            group = OpenGroup(ReadKey(reader));
            group.Load(reader);
        }
        _watermarks.Load(reader, index => groups[index]);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var group = groups[reader.ReadInt32()];
            group.AwaitsFiring = true;
            _awaitFiring.Enqueue((group, reader.ReadInt64()));
        }
        _quietUntil = NextDue();
    }

    // A key is forgotten with all its state once it has been silent this long: a straggler after that would open its window anew.
    private static TimeSpan ForgetAfter(EventTimeConfig time, WindowContext context)
    {
        var twice = 2 * (TimeSpan.FromTicks(context.Size) + time.AllowedLateness + time.IdleTimeout);
        return twice > ForgetMinimum ? twice : ForgetMinimum;
    }

    private KeyGroup OpenGroup(FieldValue[] key)
    {
        var group = new KeyGroup(_createWindows(key), _groupsOpened++);
        _groups.Add(key, group);
        return group;
    }

    private long NextDue() => Math.Min(NextFiring(), Math.Min(_watermarks.NextRest, _watermarks.NextForget));

    private long NextFiring() => _awaitFiring.TryPeek(out var next) ? next.Due : Ticks.Forever;

    private void Meet(long due)
    {
        if (_watermarks.NextRest == due) RestClock();
        else if (NextFiring() == due) FireAwaiting();
        else ForgetIfBare((KeyGroup)_watermarks.ForgetOldest());
    }

    private void RestClock()
    {
        var group = (KeyGroup)_watermarks.RestOldest(_recorded);
        if (group.Counting > 0) group.Windows.Complete(group.Watermark);
        else group.Windows.FireUnemitted(group.Watermark, partial: false);
    }

    private void AwaitFiring(KeyGroup group)
    {
        if (group.AwaitsFiring) return;
        group.AwaitsFiring = true;
        _awaitFiring.Enqueue((group, _recorded.Now + _time.IdleTimeout.Ticks));
    }

    private void FireAwaiting()
    {
        var group = _awaitFiring.Dequeue().Group;
        group.AwaitsFiring = false;
        if (group.Counting == 0) group.Windows.FireUnemitted(group.Watermark, partial: false);
        ForgetIfBare(group);
    }

    private void ForgetIfBare(KeyGroup group)
    {
        if (group.Clocks > 0 || group.AwaitsFiring) return;
        group.Windows.Clear();
        _groups.Remove(group.Windows.Key);
    }

    private IEnumerable<KeyGroup> InOrderOfCreation() => _groups.Values.OrderBy(group => group.Ordinal);

    private FieldValue[] ReadKey(BinaryReader reader)
    {
        var key = new FieldValue[_keySlots.Length];
        foreach (ref var value in key.AsSpan()) value = reader.ReadValue();
        return key;
    }

    private void Clear()
    {
        foreach (var group in _groups.Values) group.Windows.Clear();
        _groups.Clear();
        _awaitFiring.Clear();
        _watermarks = new(_time, ForgetAfter(_time, _context));
        _recorded = default;
        _quietUntil = Ticks.Forever;
    }
}
