using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>
/// Sessions: from the first event to the last one plus the gap; an event between two sessions that touches both makes them one. With a
/// longest length, where a session is cut depends on the order of its events: these wait in a buffer until the watermark has passed them.
/// </summary>
internal sealed class SessionWindows(WindowContext context, FieldValue[] key) : KeyWindows(context, key)
{
    private readonly List<Session> _sessions = [];
    private readonly EventBuffer? _waiting = context.SessionMax == Ticks.Forever ? null : new();

    protected override long CertainEnd(long start, long end) => start + Context.Size;

    public override WindowOutcome Add(EdgeEvent input, long watermark)
    {
        if (_waiting is null || input.Time.UtcTicks < watermark) return Place(input, watermark);
        _waiting.Add(input);
        if (_waiting.Count > WindowContext.KeptEventLimit) TakeOldest(watermark);
        return WindowOutcome.InWindow;
    }

    public override void Complete(long watermark)
    {
        TakeOrdered(watermark);
        FireCompleted(watermark);
        while (_sessions.Count > 0 && Context.IsClosed(_sessions[0].End(Context), watermark))
        {
            _sessions.RemoveAt(0);
            Context.OpenWindows--;
        }
    }

    public override long NextSilent
    {
        get
        {
            var next = _waiting is { Count: > 0 } ? _waiting.Oldest.Time.UtcTicks + 1 : Ticks.Forever;
            foreach (var session in _sessions)
            {
                if (session.Emission != WindowEmission.Done) return Math.Min(next, session.End(Context));
            }

            return next;
        }
    }

    public override void FireSilent(long watermark)
    {
        TakeOrdered(watermark);
        FireCompleted(watermark);
    }

    public override void ShowOpen()
    {
        foreach (var session in _sessions)
        {
            if (session.Emission.HasFlag(WindowEmission.New)) Fire(session, WindowFiring.Provisional);
        }
    }

    public override void FireUnemitted(long watermark, WindowFiring why)
    {
        while (_waiting is { Count: > 0 }) TakeOldest(watermark);
        foreach (var session in _sessions)
        {
            if (session.Emission != WindowEmission.Done) Fire(session, why);
        }
    }

    public override void Clear()
    {
        Context.OpenWindows -= _sessions.Count;
        _sessions.Clear();
    }

    public override IEnumerable<(long Start, long End, bool IsEmitted, int? Events)> Kept =>
        _sessions.Select(each => (each.First, each.End(Context), each.Emission == WindowEmission.Done, (int?)null));

    public override int Waiting => _waiting?.Count ?? 0;

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_sessions.Count);
        foreach (var session in _sessions) session.Save(writer);
        _waiting?.Save(writer);
    }

    public override void Load(BinaryReader reader, int format)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) _sessions.Add(Session.Load(reader, Context));
        _waiting?.Load(reader, Context.Layout);
    }

    private void TakeOrdered(long watermark)
    {
        while (_waiting is { Count: > 0 } && _waiting.Oldest.Time.UtcTicks is var time && time < watermark) TakeOldest(time);
    }

    private void TakeOldest(long watermark)
    {
        Place(_waiting!.Oldest, watermark);
        _waiting.RemoveOldest();
    }

    private WindowOutcome Place(EdgeEvent input, long watermark)
    {
        var time = input.Time.UtcTicks;
        var next = _sessions.Count;
        while (next > 0 && _sessions[next - 1].First > time) next--;

        var session = Reach(next - 1, time) ?? OpenAt(next, time, watermark);
        if (session is null) return WindowOutcome.Late;
        session.Add(input, time);
        MergeFollowing(session);

        if (session.End(Context) > watermark) return WindowOutcome.InWindow;
        Fire(session, WindowFiring.Final);
        return WindowOutcome.Corrected;
    }

    private Session? Reach(int index, long time) =>
        index >= 0 && time < _sessions[index].End(Context) ? _sessions[index] : null;

    private Session? OpenAt(int index, long time, long watermark)
    {
        var session = new Session { First = time, Last = time };
        var following = index < _sessions.Count ? _sessions[index] : null;
        var joins = following is not null && session.Touches(following, Context);
        if (!joins && Context.IsClosed(session.End(Context), watermark)) return null;
        session.State = Context.Open();
        _sessions.Insert(index, session);
        return session;
    }

    private void MergeFollowing(Session session)
    {
        var index = _sessions.IndexOf(session) + 1;
        if (index >= _sessions.Count || !session.Touches(_sessions[index], Context)) return;
        session.Take(_sessions[index]);
        _sessions.RemoveAt(index);
        Context.OpenWindows--;
    }

    private void FireCompleted(long watermark)
    {
        foreach (var session in _sessions)
        {
            if (session.End(Context) > watermark) break;
            if (session.Emission != WindowEmission.Done) Fire(session, WindowFiring.Final);
        }
    }

    private void Fire(Session session, WindowFiring why)
    {
        session.Emission = why == WindowFiring.Provisional ? WindowEmission.Shown : WindowEmission.Done;
        Fire(session.First, session.End(Context), session.Revision++, why, session.State);
    }
}
