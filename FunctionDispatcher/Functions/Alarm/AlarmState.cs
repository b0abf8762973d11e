using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>
/// The alarm of one key. A level that a value asks for becomes the active one once it was asked for without a break as long as its
/// delay; of several that were asked for meanwhile the one nearest to the active one.
/// </summary>
internal sealed class AlarmState(AlarmConfig config, AlarmFunction function) : TimedState
{
    private readonly Queue<long> _changes = new();

    // The level in force, since when; the one that values ask for, since when; and of those asked for since, the nearest.
    private int _active;
    private long _activeSince;
    private int _asked;
    private long _askedSince;
    private int _pending;
    private long _pendingSince;
    private double _value = double.NaN;
    private bool _isAcknowledged;
    private bool _isFlapping;
    private int _repeats;
    private long _repeatDue = Ticks.Forever;
    private long _escalateDue = Ticks.Forever;
    private long _calmDue = Ticks.Forever;

    private long PendingDue => _pending == _active
        ? Ticks.Forever
        : _pendingSince + (_pending > _active ? config.OnDelay : config.OffDelay).Ticks;

    protected override void Take(EdgeEvent input, long now, ICollection<Measurement> output)
    {
        if (function.Acknowledges(input) && _active > 0 && !_isAcknowledged)
        {
            _isAcknowledged = true;
            (_repeatDue, _escalateDue) = (Ticks.Forever, Ticks.Forever);
            output.Add(Told("acknowledged", now));
        }

        if (function.ValueOf(input) is var value && SensorRange.Holds(value))
        {
            _value = value;
            Ask(config.LevelOf(value, _active), now);
            Settle(now, output);
        }

        Renew();
    }

    protected override void OnDue(long due, ICollection<Measurement> output)
    {
        Settle(due, output);
        if (_calmDue <= due) Calm(due, output);
        if (_escalateDue <= due) Remind("escalated", ref _escalateDue, Ticks.Forever, due, output);
        if (_repeatDue <= due) Remind("repeated", ref _repeatDue, NextRepeat(due), due, output);
        Renew();
    }

    protected override void SaveRest(BinaryWriter writer)
    {
        foreach (var level in (ReadOnlySpan<int>)[_active, _asked, _pending, _repeats]) writer.Write7BitEncodedInt(level);
        foreach (var ticks in (ReadOnlySpan<long>)[_activeSince, _askedSince, _pendingSince, _repeatDue, _escalateDue, _calmDue])
            writer.Write(ticks);
        writer.Write(_value);
        writer.Write(_isAcknowledged);
        writer.Write(_isFlapping);
        writer.Write7BitEncodedInt(_changes.Count);
        foreach (var ticks in _changes) writer.Write(ticks);
    }

    protected override void LoadRest(BinaryReader reader)
    {
        (_active, _asked) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        (_pending, _repeats) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        (_activeSince, _askedSince, _pendingSince) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (_repeatDue, _escalateDue, _calmDue) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        _value = reader.ReadDouble();
        (_isAcknowledged, _isFlapping) = (reader.ReadBoolean(), reader.ReadBoolean());
        _changes.Clear();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) _changes.Enqueue(reader.ReadInt64());
    }

    private void Ask(int level, long now)
    {
        if (level != _asked) (_asked, _askedSince) = (level, now);
        if (level == _active) _pending = _active;
        else if (level > _active != _pending > _active || _pending == _active) (_pending, _pendingSince) = (level, now);
        else _pending = level > _active ? Math.Min(_pending, level) : Math.Max(_pending, level);
    }

    // Once the nearest level is reached, the one beyond it may have lasted long enough as well.
    private void Settle(long now, ICollection<Measurement> output)
    {
        while (PendingDue is var due && due <= now)
        {
            Change(_pending, Math.Max(due, _pendingSince), output);
            (_pending, _pendingSince) = (_asked, _askedSince);
        }
    }

    private void Change(int level, long now, ICollection<Measurement> output)
    {
        var (former, since) = (_active, _activeSince);
        (_active, _activeSince) = (level, now);
        if (level > former) Begin(now);
        else if (level == 0) (_repeatDue, _escalateDue, _isAcknowledged) = (Ticks.Forever, Ticks.Forever, false);
        var isTold = !_isFlapping;
        if (Flaps(now) && isTold) output.Add(Told("flapping", now));
        else if (isTold) output.Add(Told(level > former ? "raised" : level == 0 ? "cleared" : "lowered", now, former, since));
    }

    private void Begin(long now)
    {
        (_isAcknowledged, _repeats) = (false, 0);
        _repeatDue = config.Reminders.Repeat is { } repeat ? now + repeat.Ticks : Ticks.Forever;
        _escalateDue = config.Reminders.Escalate is { } escalate ? now + escalate.Ticks : Ticks.Forever;
    }

    private bool Flaps(long now)
    {
        if (config.Flapping is not { } flapping) return false;
        _changes.Enqueue(now);
        while (_changes.Peek() < now - flapping.Within.Ticks || _changes.Count > flapping.Changes + 1) _changes.Dequeue();
        _isFlapping |= _changes.Count > flapping.Changes;
        if (_isFlapping) _calmDue = now + flapping.Within.Ticks;
        return _isFlapping;
    }

    private void Calm(long due, ICollection<Measurement> output)
    {
        (_isFlapping, _calmDue) = (false, Ticks.Forever);
        _changes.Clear();
        output.Add(Told("settled", due));
    }

    private void Remind(string reason, ref long place, long next, long due, ICollection<Measurement> output)
    {
        place = next;
        if (!_isFlapping) output.Add(Told(reason, due));
    }

    private Measurement Told(string reason, long now, int? former = null, long since = 0)
    {
        List<(string, FieldValue)> fields =
        [
            ("level", config.NameOf(_active)), ("state", _active > 0), ("reason", reason), ("value", _value),
            ("acknowledged", _isAcknowledged), ("since", Instant.Of(_activeSince)),
        ];
        // How long an alarm lasted, or the level before it.
        if (former is > 0) fields.AddRange([("previous", config.NameOf(former.Value)), ("seconds", Instant.Seconds(now - since))]);
        return At(now, [.. fields]);
    }

    private long NextRepeat(long due) =>
        ++_repeats < config.Reminders.RepeatLimit ? due + config.Reminders.Repeat!.Value.Ticks : Ticks.Forever;

    private void Renew() => Due = Math.Min(Math.Min(PendingDue, _calmDue), Math.Min(_repeatDue, _escalateDue));
}
