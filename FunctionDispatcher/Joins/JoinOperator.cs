using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>
/// Joins two streams by key and distance in event time. Each event of the binding's own is given once it is certain what belongs to it:
/// when the watermark of the other side has passed everything nearer, or, while no clock of it counts, when its time carried on by recorded
/// time has. Events of a key are given in the order of their times. What comes late on either side, while it is kept, corrects what was
/// given. Whatever waits for recorded time happens at its own deadline, however seldom <see cref="Advance"/> is called.
/// </summary>
internal sealed class JoinOperator
{
    private readonly JoinRules _rules;
    private readonly IJoinOutput _output;
    private readonly EventLayout[] _layouts;
    private readonly int[][] _keySlots;
    private readonly TimestampReader[] _timestamps;
    private readonly Dictionary<FieldValue[], KeyJoin> _joins = new(new KeyComparer([]));
    private readonly JoinQueue _waiting = new();
    private JoinClocks _clocks;
    private RecordedTime _recorded;
    private long _number;
    private bool _isCorrection;

    /// <summary>A join of two layouts, both with the fields of the key.</summary>
    public JoinOperator(JoinRules rules, IReadOnlyList<string> on, EventLayout own, EventLayout other, IJoinOutput output)
    {
        (_rules, _output, _layouts) = (rules, output, [own, other]);
        _keySlots = [.. _layouts.Select(layout => on.Select(layout.SlotOf).ToArray())];
        _timestamps = [new(rules.Time[0], own), new(rules.Time[1], other)];
        _clocks = new(rules);
    }

    /// <summary>Events kept.</summary>
    public int Count { get; private set; }

    /// <summary>When <see cref="Advance"/> would do something; null when nothing waits.</summary>
    public DateTimeOffset? NextDeadline =>
        NextDue() is < Ticks.Forever and var due ? Ticks.ToInstant(_recorded.ToReceived(due)) : null;

    /// <summary>Takes an event of either side.</summary>
    public JoinOutcome Process(JoinPart part, EdgeEvent input)
    {
        Advance(input.ReceivedAt);
        _number++;
        var fault = _timestamps[(int)part].Check(input, _recorded);
        if (fault != TimestampFault.None)
            return fault == TimestampFault.BeforeEpoch ? JoinOutcome.BeforeEpoch : JoinOutcome.FromTheFuture;
        var key = Array.ConvertAll(_keySlots[(int)part], input.At);
        var id = part == JoinPart.Own ? _timestamps[0].ClockOf(input) : FieldValue.Of(string.Empty);
        if (!HasCapacity(part, key, id)) return JoinOutcome.TooManyKeys;
        if (!_joins.TryGetValue(key, out var join)) _joins.Add(key, join = new(key, _number));
        if (input.Time.UtcTicks < _clocks.LateBefore(join[part])) return JoinOutcome.Late;
        if (!TryKeep(join, part, input)) return JoinOutcome.TooManyEvents;
        _clocks.Observe(join, part, id, input.Time.UtcTicks, _recorded, _number);
        Complete(join, _recorded.Now);
        Trim(join);
        Await(join, _recorded.Now + 1);
        RunDue();
        return _isCorrection ? JoinOutcome.Corrected : JoinOutcome.Taken;
    }

    /// <summary>Recorded time has reached an instant.</summary>
    public void Advance(DateTimeOffset now)
    {
        _recorded.Observe(now);
        RunDue();
    }

    /// <summary>Gives what is open as it stands, in the order the keys appeared, and forgets everything.</summary>
    public void Close()
    {
        foreach (var join in _joins.Values.OrderBy(join => join.Ordinal))
        {
            while (join.Open.Count > 0) Give(join);
        }

        Clear();
    }

    public void Save(BinaryWriter writer) =>
        JoinState.Save(writer, _recorded, _clocks.Trackers, [.. _joins.Values.OrderBy(j => j.Ordinal)]);

    /// <exception cref="InvalidDataException">The state is of a format this version does not know.</exception>
    public void Load(BinaryReader reader)
    {
        Clear();
        _recorded = JoinState.Load(reader, _keySlots[0].Length, _layouts, _clocks.Trackers, join =>
        {
            _joins.Add(join.Key, join);
            Count += join.Count;
            _waiting.Update(join);
        });
    }

    private void Clear()
    {
        _joins.Clear();
        _waiting.Clear();
        (_recorded, Count) = (default, 0);
        _clocks = new(_rules);
    }

    // A key that is known may have its first clock on the other side, or one more, while there are fewer clocks than keys may be.
    private bool HasCapacity(JoinPart part, FieldValue[] key, in FieldValue clock)
    {
        var isKnown = _joins.TryGetValue(key, out var join);
        if (join?[part].Find(clock) is not null || HasCapacity(part, isKnown)) return true;
        foreach (var forgotten in _joins.Values.Where(j => j.IsForgotten && j != join).ToList())
        {
            Count -= forgotten.Count;
            forgotten.Due = Ticks.Forever;
            _joins.Remove(forgotten.Key);
        }

        return HasCapacity(part, isKnown);
    }

    private bool HasCapacity(JoinPart part, bool isKnown) =>
        (isKnown || _joins.Count < _rules.KeyLimit) && _clocks.Trackers[(int)part].Clocks < _rules.KeyLimit;

    private bool TryKeep(KeyJoin join, JoinPart part, EdgeEvent input)
    {
        _isCorrection = false;
        var entry = new JoinEntry(input.Detach());
        if (TryRevise(join, part, entry)) return true;
        var kept = part == JoinPart.Own ? join.Open.Count + join.Done.Count : join.Others.Count;
        if (kept >= _rules.EventLimit || Count >= JoinRules.TotalLimit) return false;
        (part == JoinPart.Own ? join.Open : join.Others).Add(entry);
        Count++;
        if (part == JoinPart.Other) Correct(join, entry.Time);
        return true;
    }

    // A later revision of a result takes the place of the earlier one; an earlier one that comes after it says nothing.
    private bool TryRevise(KeyJoin join, JoinPart part, JoinEntry entry)
    {
        foreach (var list in part == JoinPart.Own ? [join.Open, join.Done] : new[] { join.Others })
        {
            if (list.IndexOfRevised(entry) is not (>= 0 and var index)) continue;
            var known = list[index];
            if (!entry.Revises(known)) return true;
            list.Remove(index);
            known.Event = entry.Event;
            list.Add(known);
            if (part == JoinPart.Other) Correct(join, known.Time, known);
            else if (list == join.Done) GiveAgain(known, known.Partner);
            return true;
        }

        return false;
    }

    // What was given already, and may now have a nearer partner, or another one of the same name.
    private void Correct(KeyJoin join, long time, JoinEntry? revised = null)
    {
        if (time > join.CertainTo && revised is null) return;
        var last = join.Done.IndexFrom(time + _rules.Within + 1);
        for (var index = join.Done.IndexFrom(time - _rules.Within); index < last; index++)
        {
            var entry = join.Done[index];
            var partner = PartnerChoice.Of(join.Others, entry.Time, _rules);
            if (partner != entry.Partner || (partner is not null && partner == revised)) GiveAgain(entry, partner);
        }
    }

    private void GiveAgain(JoinEntry entry, JoinEntry? partner)
    {
        entry.Partner = partner;
        if (!_output.OnJoined(entry.Event, partner?.Event, entry.Given)) return;
        entry.Given++;
        _isCorrection = true;
    }

    // In the order of their times: one that waits holds back those behind it.
    private void Complete(KeyJoin join, long reading)
    {
        if (join.Open.Count == 0) return;
        var certain = _clocks.CertainTo(join[JoinPart.Other], _recorded, reading);
        while (join.Open.Count > 0 && CertainAt(join) is var needed && needed <= certain)
        {
            join.CertainTo = Math.Max(join.CertainTo, needed);
            Give(join);
        }
    }

    private void Give(KeyJoin join)
    {
        var entry = join.Open[0];
        join.Open.RemoveFirst();
        join.Done.Add(entry);
        entry.Partner = PartnerChoice.Of(join.Others, entry.Time, _rules);
        if (_output.OnJoined(entry.Event, entry.Partner?.Event, entry.Given)) entry.Given++;
    }

    private long CertainAt(KeyJoin join)
    {
        var time = join.Open[0].Time;
        return PartnerChoice.CertainAt(PartnerChoice.Of(join.Others, time, _rules), time, _rules);
    }

    // Lets go of what nothing can belong to any more. What is let go because a side is silent makes late what comes of it all the same.
    private void Trim(KeyJoin join)
    {
        var (own, other) = (join[JoinPart.Own], join[JoinPart.Other]);
        var before = join.Count;
        var horizon = _clocks.HorizonOf(other, _clocks.CertainTo(other, _recorded, _recorded.Now));
        while (join.Done.Count > 0 && join.Done[0].Time < horizon - _rules.Within)
        {
            join.Done.RemoveFirst();
            other.Cut = horizon;
        }

        horizon = _clocks.HorizonOf(own, _clocks.CertainTo(own, _recorded, _recorded.Now));
        if (join.Done.Count > 0) horizon = Math.Min(horizon, join.Done[0].Time);
        if (join.Open.Count > 0) horizon = Math.Min(horizon, join.Open[0].Time);
        while (join.Others.Count > 0 && join.Others[0].Time < horizon - _rules.Within)
        {
            join.Others.RemoveFirst();
            own.Cut = Math.Max(own.Cut, horizon);
        }

        Count -= before - join.Count;
    }

    private void Await(KeyJoin join, long earliest)
    {
        var other = join[JoinPart.Other];
        join.Due = join.Open.Count == 0 || other.Counting > 0
            ? Ticks.Forever
            : Math.Max(earliest, _clocks.Trackers[1].DueAt(other, CertainAt(join), _recorded));
        _waiting.Update(join);
    }

    private long NextDue() => Math.Min(_waiting.Next()?.Due ?? Ticks.Forever, _clocks.NextDue);

    private void RunDue()
    {
        while (NextDue() is var due && due <= _recorded.Now)
        {
            if ((_clocks.Rest(due, _recorded) ?? (_waiting.Next() is { } next && next.Due == due ? next : null)) is { } join)
            {
                Complete(join, due);
                Await(join, due + 1);
            }
            else if (_clocks.Forget(due) is { IsForgotten: true } forgotten) Forget(forgotten);
        }
    }

    // What is kept of it could only correct what lies a day back.
    private void Forget(KeyJoin join)
    {
        Count -= join.Count;
        foreach (var side in join.Sides) side.Cut = Math.Max(side.Cut, side.Watermark);
        join.Others.Clear();
        join.Done.Clear();
    }
}
