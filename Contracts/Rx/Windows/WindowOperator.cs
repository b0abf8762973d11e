using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// The engine under every window kind: finds an event's key, moves its watermark, and lets its windows fire. Whatever waits for recorded
/// time happens at its own deadline and in the order of deadlines, however seldom <see cref="Advance"/> is called.
/// </summary>
internal sealed class WindowOperator : IWindowOperator
{
    private static readonly TimeSpan ForgetMinimum = TimeSpan.FromDays(1);

    private readonly EventTimeRules _time;
    private readonly WindowContext _context;
    private readonly Func<FieldValue[], KeyWindows> _createWindows;
    private readonly TimestampReader _timestamps;
    private readonly int[] _keySlots;
    private readonly Dictionary<FieldValue[], KeyGroup> _groups;
    private readonly Dictionary<FieldValue[], KeyGroup>.AlternateLookup<EdgeEvent> _groupOf;
    private WatermarkTracker _watermarks;
    private RecordedTime _recorded;
    private long _number;

    // Nothing is due before it; the exact deadline may be later.
    private long _quietUntil = Ticks.Forever;

    public WindowOperator(
        EventTimeRules time, WindowContext context, Func<FieldValue[], KeyWindows> createWindows, int[] keySlots,
        TimestampReader timestamps)
    {
        _time = time;
        _context = context;
        _createWindows = createWindows;
        _keySlots = keySlots;
        _timestamps = timestamps;
        _watermarks = new(time, ForgetAfter(time, context));
        Waiting = new(context.Early);
        _groups = new(new KeyComparer(keySlots));
        _groupOf = _groups.GetAlternateLookup<EdgeEvent>();
    }

    public int OpenWindows => _context.OpenWindows;

    public DateTimeOffset? NextDeadline => NextDue() is < Ticks.Forever and var due ? Ticks.ToInstant(_recorded.ToReceived(due)) : null;

    /// <summary>Where what fires now stands among all that the same event or instant makes fire.</summary>
    public FiringOrder Firing { get; private set; }

    public WindowOutcome Process(EdgeEvent input) => Process(input, _number + 1);

    /// <summary>Takes an event in by its number among all events of the binding, which always grows: keys and ties of time are in its
    /// order.</summary>
    public WindowOutcome Process(EdgeEvent input, long number)
    {
        Advance(input.ReceivedAt);
        _number = number;
        Firing = FiringOrder.Last;
        if (_timestamps.Check(input, _recorded) is not TimestampFault.None and var fault)
        {
            return fault == TimestampFault.BeforeEpoch ? WindowOutcome.BeforeEpoch : WindowOutcome.FromTheFuture;
        }

        if (Math.Max(_groups.Count, _watermarks.Clocks) >= _context.KeyLimit && IsNew(input)
            && !Windows.KeyLimit.HasCapacity([this], _context.KeyLimit)) return WindowOutcome.TooManyKeys;
        if (!_groupOf.TryGetValue(input, out var group))
        {
            group = OpenGroup(Array.ConvertAll(_keySlots, input.At), number);
        }
        var outcome = group.Windows.Add(input, group.Watermark);
        if (outcome != WindowOutcome.Late && input.Time.UtcTicks > group.Newest) group.Newest = input.Time.UtcTicks;
        var before = group.Watermark;
        _watermarks.Observe(group, _timestamps.ClockOf(input), input.Time.UtcTicks, _recorded, number);
        if (group.Watermark > before) group.Windows.Complete(group.Watermark);
        // A late event may change what silence has fired, and that is nowhere near complete.
        if (group.Counting == 0 && outcome is (WindowOutcome.InWindow or WindowOutcome.Corrected))
            Waiting.AwaitSilence(group, _recorded.Now + _time.IdleTimeout.Ticks, _watermarks, _recorded);
        if (outcome == WindowOutcome.InWindow)
            _quietUntil = Math.Min(_quietUntil, Waiting.AwaitShowing(group, _recorded.Now, number));

        _quietUntil = Math.Min(_quietUntil, _recorded.Now + _time.IdleTimeout.Ticks);
        return outcome;
    }

    public void Advance(DateTimeOffset now)
    {
        _recorded.Observe(now);
        if (_recorded.Now < _quietUntil) return;
        while (NextDue() is var due && due <= _recorded.Now) RunDue(due);
        _quietUntil = NextDue();
    }

    public void ClosePartial() => CloseAll(partial: true);

    /// <summary>Fires what is not yet emitted, in the order the keys appeared, and forgets all state.</summary>
    internal void CloseAll(bool partial)
    {
        foreach (var group in _groups.Values.OrderBy(group => group.Ordinal))
        {
            Firing = new(0, FiringKind.Close, group.Ordinal);
            group.Windows.FireUnemitted(group.Watermark, partial ? WindowFiring.Cut : WindowFiring.Final);
        }

        Clear();
    }

    public void Save(BinaryWriter writer) => WindowState.Save(writer, [this]);

    /// <exception cref="InvalidDataException">The state is of a format this version does not know.</exception>
    public void Load(BinaryReader reader) => WindowState.Load(reader, [this], static _ => 0);

    /// <summary>How far ahead of its receipt a timestamp may be.</summary>
    internal TimeSpan FutureLimit => _time.FutureLimit;

    /// <summary>Most keys it may have.</summary>
    internal int KeyLimit => _context.KeyLimit;

    /// <summary>How many keys it has.</summary>
    internal int GroupCount => _groups.Count;

    /// <summary>Whether an event would add a key or a clock.</summary>
    internal bool IsNew(EdgeEvent input) => !_groupOf.TryGetValue(input, out var group) || group.Find(_timestamps.ClockOf(input)) is null;

    /// <summary>Whether an event's timestamp may be used, as of its receipt.</summary>
    internal bool HasTimestamp(EdgeEvent input) => _timestamps.Check(input, _recorded) == TimestampFault.None;

    /// <summary>Whether <see cref="DropSilent"/> would find something.</summary>
    internal bool HasSilent { get; private set; }

    /// <summary>
    /// Forgets the keys that have no clock any more: those silent for a day or longer. What they have open, and nobody will fill, is fired
    /// as it is. Returns the newest timestamp they took.
    /// </summary>
    internal long DropSilent()
    {
        HasSilent = false;
        var newest = Ticks.Never;
        foreach (var group in _groups.Values.Where(group => group is { Clocks: 0, Due: Ticks.Forever, AwaitsShowing: false })
            .OrderBy(group => group.Ordinal).ToList())
        {
            Firing = new(Ticks.Forever, FiringKind.Forget, group.Ordinal);
            group.Windows.FireUnemitted(group.Watermark, WindowFiring.Cut);
            newest = Math.Max(newest, Math.Max(group.Newest, group.Windows.Origin.From));
            group.Windows.Clear();
            _groups.Remove(group.Windows.Key);
        }

        return newest;
    }

    /// <summary>Its keys, in no order.</summary>
    internal IEnumerable<KeyGroup> Groups => _groups.Values;

    /// <summary>Its clocks.</summary>
    internal WatermarkTracker Watermarks => _watermarks;

    /// <summary>Its keys that wait for recorded time.</summary>
    internal WaitingKeys Waiting { get; }

    /// <summary>Recorded time as it has seen it.</summary>
    internal RecordedTime Recorded => _recorded;

    /// <summary>Since when the windows of keys to come are whole.</summary>
    internal WindowOrigin Origin { get; set; } = WindowOrigin.Whole;

    /// <summary>Forgets everything and begins at a reading of recorded time.</summary>
    internal void Begin(RecordedTime recorded, WindowOrigin origin)
    {
        Clear();
        _recorded = recorded;
        Origin = origin;
    }

    /// <summary>Puts a key back.</summary>
    internal KeyGroup Restore(BinaryReader reader, int format, FieldValue[] key, long ordinal)
    {
        // Earlier versions told 12 from "12", whose points replaced each other: of the two, the windows of the first go on.
        var isKnown = _groups.TryGetValue(key, out var known);
        var group = isKnown ? new KeyGroup(_createWindows(key), ordinal) : OpenGroup(key, ordinal);
        group.Load(reader, format);
        return known ?? group;
    }

    /// <summary>A key of whose windows somebody else took events up to a timestamp; of several that did, the one that came furthest
    /// counts.</summary>
    internal void Succeed(FieldValue[] key, long newest, long ordinal)
    {
        if (!_groups.TryGetValue(key, out var group)) group = OpenGroup(key, ordinal);
        var known = group.Windows.Origin;
        group.Windows.Origin = known with { From = Math.Max(known.From, newest + 1) };
        HasSilent = true;
    }

    /// <summary>Everything is back.</summary>
    internal void Settle()
    {
        _quietUntil = NextDue();
        HasSilent = true;
    }

    /// <summary>How many values make a key.</summary>
    internal int KeyLength => _keySlots.Length;

    // A clock is forgotten once it has been silent this long. Its key is not: what the key has closed stays closed, and what it has open
    // stays open.
    private static TimeSpan ForgetAfter(EventTimeRules time, WindowContext context)
    {
        var twice = 2 * (TimeSpan.FromTicks(context.Size) + time.AllowedLateness + time.IdleTimeout);
        return twice > ForgetMinimum ? twice : ForgetMinimum;
    }

    private KeyGroup OpenGroup(FieldValue[] key, long ordinal)
    {
        var group = new KeyGroup(_createWindows(key), ordinal);
        group.Windows.Origin = Origin;
        _groups.Add(key, group);
        return group;
    }

    private long NextDue() => Math.Min(Waiting.NextDue, Math.Min(_watermarks.NextRest, _watermarks.NextForget));

    private void RunDue(long due)
    {
        if (_watermarks.NextRest == due) RestClock(due);
        else if (Waiting.NextDue == due) FireWaiting(due);
        else HasSilent |= _watermarks.ForgetOldest().Clocks == 0;
    }

    private void RestClock(long due)
    {
        Firing = new(due, FiringKind.Rest, _watermarks.NextToRest);
        var group = (KeyGroup)_watermarks.RestOldest(_recorded);
        if (group.Counting > 0) group.Windows.Complete(group.Watermark);
        else Waiting.AwaitSilence(group, due, _watermarks, _recorded);
    }

    private void FireWaiting(long due)
    {
        var group = Waiting.Take(due, out var order);
        Firing = order;
        HasSilent |= group.Clocks == 0;
        if (order.Kind == FiringKind.Early) group.Windows.ShowOpen();
        else if (group.Counting == 0)
        {
            group.Windows.FireSilent(_watermarks.CarriedWatermark(group, _recorded, due));
            Waiting.AwaitSilence(group, due + 1, _watermarks, _recorded);
        }
    }

    private void Clear()
    {
        foreach (var group in _groups.Values) group.Windows.Clear();
        _groups.Clear();
        Waiting.Clear();
        _watermarks = new(_time, ForgetAfter(_time, _context));
        _recorded = default;
        _quietUntil = Ticks.Forever;
    }
}
