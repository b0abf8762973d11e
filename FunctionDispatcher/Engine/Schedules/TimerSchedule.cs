using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Engine.Schedules;

/// <summary>
/// The timers of all bindings, next first. Ticks that are due are journalled by the loop that drives the dispatcher, and take effect when
/// they are read back.
/// </summary>
internal sealed class TimerSchedule
{
    private readonly DueQueue<BindingTimer> _due = new();
    private readonly List<BindingTimer> _idle = [];

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            // What the journal told a timer meanwhile only ever moves it on.
            while (_due.TryPeek(out var timer, out var due) && timer.Next != due) _due.Set(timer, timer.Next);
            return _due.Next;
        }
    }

    /// <summary>Begins with other timers, in file order.</summary>
    public void Reset(IEnumerable<BindingTimer> timers)
    {
        _due.Clear();
        _idle.Clear();
        foreach (var timer in timers)
        {
            _due.Set(timer, timer.Next);
            if (timer.Next is null) _idle.Add(timer);
        }
    }

    /// <summary>The journal is read and the configuration in force: timers run from now on. Those without a past begin now.</summary>
    public void Start(DateTimeOffset now)
    {
        for (var index = _idle.Count - 1; index >= 0; index--)
        {
            var timer = _idle[index];
            timer.Start(now);
            if (timer.Next is null) continue;
            _due.Set(timer, timer.Next);
            _idle.RemoveAt(index);
        }
    }

    /// <summary>Gives every tick that is due to <paramref name="journal"/>, earliest first; one that it does not take stays due.</summary>
    /// <returns>How many were taken.</returns>
    public int TakeTicks(DateTimeOffset now, Func<TimerTick, bool> journal)
    {
        Start(now);
        Plan(now);
        var taken = 0;
        while (Next <= now && _due.TryPeek(out var timer, out _) && timer.Due(now) is { } tick && journal(tick))
        {
            timer.Taken();
            _due.Set(timer, timer.Next);
            taken++;
        }

        return taken;
    }

    // Each that is due plans its ticks before the earliest of all is taken: what it missed may leave it with a later one than it was due
    // for.
    private void Plan(DateTimeOffset now)
    {
        List<BindingTimer>? planned = null;
        while (Next <= now && _due.TryPeek(out var timer, out _))
        {
            timer.Due(now);
            (planned ??= []).Add(timer);
            _due.Set(timer, null);
        }

        foreach (var timer in planned ?? []) _due.Set(timer, timer.Next);
    }
}
