using EventEdge.EdgeBridge.Ledger;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Clock;

/// <summary>
/// The time that messages are dated by: the machine's clock, held against the time that has really passed. A jump is followed only once it
/// has stood for a while; until then time goes on from before it, so that a clock that is wrong for seconds dates nothing. Each jump is
/// told in the log, in the status and in the ledger. What is journalled carries the time given here, so a replay needs to know nothing of
/// this. Safe for concurrent use.
/// </summary>
internal sealed class NodeClock : TimeProvider
{
    /// <summary>A step up to this is followed at once.</summary>
    public static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(1);

    /// <summary>How long a jump has to stand until it is followed.</summary>
    public static readonly TimeSpan HoldLimit = TimeSpan.FromSeconds(30);

    /// <summary>Most jumps that wait to be entered in the ledger; further ones are in the log only.</summary>
    public const int NoteLimit = 100;

    private static readonly DateTimeOffset Year2000 = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _machine;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<RecordedLoss> _notes = new();
    private Reading _known; // Read without a lock, and replaced by whoever saw it last only.
    private volatile Jump? _jump;
    private volatile string? _behind;
    private DateTimeOffset _behindUntil;
    private long _firstSetting;
    private long _ahead;
    private TimeSpan? _noted;

    /// <param name="machine">The machine's clock.</param>
    /// <param name="logger">Where jumps are told.</param>
    /// <param name="shownBefore">The latest time a former run has saved; null when there was none.</param>
    public NodeClock(TimeProvider machine, ILogger logger, DateTimeOffset? shownBefore = null)
    {
        (_machine, _logger) = (machine, logger);
        _known = new(machine.GetUtcNow(), machine.GetTimestamp());
        if (shownBefore is { } before && IsSet(_known.Time) && before - _known.Time > StepLimit) SetBack(before, _known.Time);
    }

    /// <summary>What is wrong with the clock, in words; null when nothing is known to be.</summary>
    public string? Trouble => _jump is { } jump ? $"the machine's clock jumped {InWords(jump.By)}: times go on from before that"
        : !IsSet(Volatile.Read(ref _known).Time) ? "the machine's clock was never set: readings without a time of their own "
            + "wait until it is"
        : _behind ?? (Ahead > StepLimit ? $"readings without a time of their own are dated {InWords(Ahead)}, "
            + "as they were when the machine's clock was set back: until none comes for as long as that" : null);

    /// <summary>How far the dispatcher dates readings ahead of the clock.</summary>
    public TimeSpan Ahead
    {
        get => new(Interlocked.Read(ref _ahead));
        set => Interlocked.Exchange(ref _ahead, value.Ticks);
    }

    /// <summary>
    /// By how much the clock was moved when it was set for the first time, until that is journalled; null when there is nothing to journal.
    /// One that was set while no node ran, which is <paramref name="lacking"/> in the journal, is estimated: without a battery a clock
    /// begins at 1970 with the machine.
    /// </summary>
    public TimeSpan? SettingToNote(bool lacking)
    {
        if (Interlocked.Read(ref _firstSetting) is not 0 and var ticks) return new(ticks);
        if (!lacking || !IsSet(Volatile.Read(ref _known).Time)) return null;
        // A message whose time was read before the setting may be journalled behind it: then the same is said again, for that one.
        return _noted ?? GetUtcNow() - DateTimeOffset.UnixEpoch - _machine.GetElapsedTime(0);
    }

    /// <summary>It is journalled.</summary>
    public void AcceptSetting(TimeSpan moved)
    {
        _noted = moved;
        Interlocked.Exchange(ref _firstSetting, 0);
    }

    /// <summary>Whether a time can come from a clock that was set: from one that never was, it is before the year 2000.</summary>
    public static bool IsSet(DateTimeOffset time) => time >= Year2000;

    /// <summary>What is to be entered in the ledger, once.</summary>
    public bool TryTakeControlRecord(out RecordedLoss? note)
    {
        lock (_gate) return _notes.TryDequeue(out note);
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var known = Volatile.Read(ref _known);
        var at = _machine.GetTimestamp();
        var passed = _machine.GetElapsedTime(known.At, at);
        var shown = _machine.GetUtcNow();
        if (_jump is not null || _behind is not null || (shown - known.Time - passed).Duration() > StepLimit) return Judge();
        // Whoever was held up here for long must not put back what has been judged meanwhile, nor a time that was read long after the
        // other.
        if (passed > Renewal) Interlocked.CompareExchange(ref _known, new(shown, at), known);
        return shown;
    }

    /// <inheritdoc />
    public override long GetTimestamp() => _machine.GetTimestamp();

    /// <inheritdoc />
    public override long TimestampFrequency => _machine.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => _machine.LocalTimeZone;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _machine.CreateTimer(callback, state, dueTime, period);

    private DateTimeOffset Judge()
    {
        lock (_gate)
        {
            // Read once: whoever has just looked replaces it without a lock, and two halves of different readings are no time.
            var known = Volatile.Read(ref _known);
            var at = _machine.GetTimestamp();
            var shown = _machine.GetUtcNow();
            var expected = known.Time + _machine.GetElapsedTime(known.At, at);
            var by = shown - expected;
            if (by.Duration() <= StepLimit) Settle(expected);
            else if (IsSet(expected) == IsSet(shown)) return IsHeld(known, by, at) ? expected : Follow(shown, at, expected);
            else if (IsSet(shown)) SetFirst(by, shown);
            else
            {
                // The year 1970 is never followed: it is no time.
                Begin(by, at);
                return expected;
            }

            Volatile.Write(ref _known, new(shown, at));
            if (shown > _behindUntil) _behind = null;
            return shown;
        }
    }

    private bool IsHeld(Reading known, TimeSpan by, long at)
    {
        if (!IsSet(known.Time)) return false;
        Begin(by, at);
        return _machine.GetElapsedTime(_jump!.Since, at) < HoldLimit;
    }

    private void Begin(TimeSpan by, long at)
    {
        if (_jump is { } jump && (jump.By - by).Duration() <= StepLimit) return;
        _jump = new(by, at);
        ClockTelemetry.Jumped(_logger, InWords(by), HoldLimit.TotalSeconds);
    }

    private void Settle(DateTimeOffset expected)
    {
        if (_jump is not { } jump) return;
        _jump = null;
        ClockTelemetry.CameBack(_logger, InWords(jump.By));
        Record(expected, $"the machine's clock was {InWords(jump.By)} for less than it takes to be believed: no reading was dated by it");
    }

    private DateTimeOffset Follow(DateTimeOffset shown, long at, DateTimeOffset expected)
    {
        _jump = null;
        Volatile.Write(ref _known, new(shown, at));
        if (!IsSet(shown)) return shown;
        if (shown < expected) SetBack(expected, shown);
        else
        {
            ClockTelemetry.Followed(_logger, InWords(shown - expected), HoldLimit.TotalSeconds);
            Record(expected, $"the machine's clock was set {InWords(shown - expected)}, from {expected.UtcDateTime:u}, "
                + $"and stood there for {HoldLimit.TotalSeconds:0} s: readings without a time of their own are dated by it from then on");
        }

        return shown;
    }

    private void SetBack(DateTimeOffset before, DateTimeOffset shown)
    {
        (_behindUntil, _behind) = (before, $"the machine's clock was set {InWords(shown - before)}: "
            + $"windows without a time in the data go on from {before.UtcDateTime:u}, and stay as far ahead until no reading "
            + "comes for as long");
        ClockTelemetry.SetBack(_logger, InWords(shown - before), before);
        Record(shown, $"the machine's clock was set {InWords(shown - before)}: readings without a time of their own are dated from "
            + $"{before.UtcDateTime:u} on, by the time that passed since, until none comes for as long as that");
    }

    private void SetFirst(TimeSpan by, DateTimeOffset shown)
    {
        _jump = null;
        Interlocked.Exchange(ref _firstSetting, by.Ticks);
        ClockTelemetry.SetFirst(_logger, shown);
    }

    private void Record(DateTimeOffset at, string reason)
    {
        if (_notes.Count < NoteLimit) _notes.Enqueue(new RecordedLoss(at, "clock", 0, reason));
    }

    private static string InWords(TimeSpan by) => $"{by.Duration():d\\.hh\\:mm\\:ss} {(by > TimeSpan.Zero ? "ahead" : "back")}";

    private sealed record Reading(DateTimeOffset Time, long At);

    private sealed record Jump(TimeSpan By, long Since);
}
