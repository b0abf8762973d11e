using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Triggers.Timers;

/// <summary>
/// The timer of one binding: which instants have had their turn, and which come next. An instant has its turn once: ticks that the journal
/// holds are observed before new ones are planned, and time that goes back gives none.
/// Life: Load or Inherit or neither, Observe what the journal has, Start, then Due and Taken for each tick.
/// </summary>
internal sealed class BindingTimer(ISchedule schedule, MissedPolicy policy, string topic, string rule)
{
    /// <summary>Missed ticks that <see cref="MissedPolicy.All"/> runs at most.</summary>
    public const int MissedLimit = 1000;

    /// <summary>A tick this late is not missed yet.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Queue<DateTimeOffset> _planned = new();
    private DateTimeOffset? _last;
    private DateTimeOffset? _next;
    private long _unreported;
    private bool _isStarted;
    private bool _isOtherRule;

    /// <summary>The schedule in words: two timers with the same words have the same instants.</summary>
    public string Rule { get; } = rule;

    /// <summary>The instant of the last tick that came back from the journal; null before the first.</summary>
    public DateTimeOffset? LastRun { get; private set; }

    /// <summary>Instants left out since the binding began.</summary>
    public long Missed { get; private set; }

    /// <summary>When the next tick is due; null when none is, or the node still reads its journal.</summary>
    public DateTimeOffset? Next => !_isStarted ? null : _planned.TryPeek(out var planned) ? planned : _next;

    /// <summary>The timer that a binding declares; null where it has none.</summary>
    public static BindingTimer? Of(BindingConfig binding)
    {
        if (binding.Trigger is not TimerTriggerConfig trigger || trigger.Schedule() is not { } schedule) return null;
        return new BindingTimer(schedule, trigger.Missed ?? MissedPolicy.Latest, trigger.FilterOf(binding.Name), trigger.Words);
    }

    /// <summary>Takes in a tick that the journal holds.</summary>
    public void Observe(ReadOnlyMemory<byte> payload)
    {
        if (!TickDocument.TryRead(payload, out var instant, out var missed)) return;
        // A dead letter that is tried again is an instant that has had its turn.
        if (LastRun >= instant) return;
        LastRun = instant;
        Missed += missed;
        // A replay reads what was told before the crash, and the saved state may not know yet that it was.
        if (!_isStarted) _unreported = Math.Max(0, _unreported - missed);
        if (_last is null || instant > _last) Pass(instant);
    }

    /// <summary>The journal is read: from now on ticks are planned. A timer without a past begins now.</summary>
    public void Start(DateTimeOffset now)
    {
        if (_isStarted || Ticks.IsBeforeEpoch(now.UtcTicks)) return; // a clock that was never set tells no time
        _isStarted = true;
        // Under another rule, what lies before the change was never due.
        Pass(_last is { } last && !(_isOtherRule && last < now) ? last : now);
    }

    /// <summary>The tick that is due, if one is. It stays due until it is <see cref="Taken"/>.</summary>
    public TimerTick? Due(DateTimeOffset now)
    {
        if (!_isStarted) Start(now);
        if (_planned.Count == 0 && _next <= now) Plan(now);
        return _planned.TryPeek(out var instant) ? new TimerTick(topic, instant, TickDocument.Write(instant, _unreported)) : null;
    }

    /// <summary>The due tick is in the journal.</summary>
    public void Taken()
    {
        var instant = _planned.Dequeue();
        _unreported = 0;
        if (_last is null || instant > _last) Pass(instant);
    }

    /// <summary>Takes over what an earlier version of the binding had run.</summary>
    public void Inherit(BindingTimer earlier)
    {
        (_last, LastRun, Missed, _unreported) = (earlier._last, earlier.LastRun, earlier.Missed, earlier._unreported);
        _isOtherRule = earlier.Rule != Rule;
    }

    public void Save(BinaryWriter writer)
    {
        // What is planned and not journalled is planned again.
        writer.Write(_last?.UtcTicks ?? 0);
        writer.Write(LastRun?.UtcTicks ?? 0);
        writer.Write(Missed);
        writer.Write(_unreported);
    }

    public void Load(BinaryReader reader)
    {
        _last = InstantOf(reader.ReadInt64());
        LastRun = InstantOf(reader.ReadInt64());
        Missed = reader.ReadInt64();
        _unreported = reader.ReadInt64();
    }

    private void Plan(DateTimeOffset now)
    {
        var due = schedule.Newest(_last!.Value, now, policy == MissedPolicy.All ? MissedLimit : 1);
        if (due.Count == 0) return;
        var isMissed = policy == MissedPolicy.Skip && now - due[^1] > Grace;
        var run = isMissed ? [] : due;
        _unreported += schedule.CountOf(_last.Value, now) - run.Count;
        foreach (var instant in run) _planned.Enqueue(instant);
        if (isMissed) Pass(due[^1]);
    }

    private void Pass(DateTimeOffset instant)
    {
        _last = instant;
        _next = schedule.After(instant);
    }

    private static DateTimeOffset? InstantOf(long ticks) => ticks == 0 ? null : Ticks.ToInstant(ticks);
}
