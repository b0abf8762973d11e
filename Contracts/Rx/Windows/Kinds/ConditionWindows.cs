using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>
/// Windows that events begin and end: while a condition holds, or from one event until another. Where they are cut depends on the order of
/// events: these wait in a buffer until the watermark has passed them, then they are taken, once and for all. An event behind the watermark
/// is late, whatever <c>allowed_lateness</c> says. Silence ends the wait too, and, once the longest length has passed, the window.
/// </summary>
internal sealed class ConditionWindows(WindowContext context, FieldValue[] key) : KeyWindows(context, key)
{
    private readonly EventBuffer _waiting = new();
    private readonly WindowConditions _conditions = context.Conditions!;
    private Session? _open;

    // Two windows may begin at one instant, and a window is known by its time: no two have the same.
    private long _lastTime = Ticks.Never;

    public override long NextSilent => Math.Min(
        _waiting.Count > 0 ? _waiting.Oldest.Time.UtcTicks + 1 : Ticks.Forever,
        _open is null ? Ticks.Forever : _open.First + _conditions.Max);

    protected override long CertainEnd(long start, long end) => start + 1;

    public override WindowOutcome Add(EdgeEvent input, long watermark)
    {
        if (input.Time.UtcTicks < watermark) return WindowOutcome.Late;
        _waiting.Add(input);
        if (_waiting.Count > WindowContext.KeptEventLimit) TakeOldest();
        return WindowOutcome.InWindow;
    }

    public override void Complete(long watermark)
    {
        while (_waiting.Count > 0 && _waiting.Oldest.Time.UtcTicks < watermark) TakeOldest();
        CloseLongest(watermark);
    }

    public override void FireSilent(long watermark) => Complete(watermark);

    public override void ShowOpen()
    {
        if (_open is { } open && open.Emission.HasFlag(WindowEmission.New)) Fire(open, open.Last + 1, WindowFiring.Provisional);
    }

    public override void FireUnemitted(long watermark, WindowFiring why)
    {
        while (_waiting.Count > 0) TakeOldest();
        if (_open is { } open && open.Emission != WindowEmission.Done) Fire(open, open.Last + 1, why);
    }

    public override void Clear()
    {
        if (_open is not null) Context.OpenWindows--;
        _open = null;
    }

    public override IEnumerable<(long Start, long End, bool IsEmitted, int? Events)> Kept =>
        _open is { } open ? [(open.First, open.First + _conditions.Max, open.Emission == WindowEmission.Done, null)] : [];

    public override int Waiting => _waiting.Count;

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_lastTime);
        writer.Write(_open is not null);
        _open?.Save(writer);
        _waiting.Save(writer);
    }

    public override void Load(BinaryReader reader, int format)
    {
        _lastTime = reader.ReadInt64();
        if (reader.ReadBoolean()) _open = Session.Load(reader, Context);
        _waiting.Load(reader, Context.Layout);
    }

    private void TakeOldest()
    {
        var input = _waiting.Oldest;
        CloseLongest(input.Time.UtcTicks);
        Take(input, input.Time.UtcTicks);
        _waiting.RemoveOldest();
    }

    private void Take(EdgeEvent input, long time)
    {
        var holds = _conditions.From(input);
        if (_open is null)
        {
            if (!holds) return;
            _lastTime = _lastTime == Ticks.Never ? time : Math.Max(time, _lastTime + 1);
            _open = new() { First = time, Last = time, State = Context.Open() };
        }
        else if (!holds && _conditions.Until is null)
        {
            Close(Math.Max(time, _open.Last + 1));
            return;
        }

        _open.Add(input, time);
        if (_conditions.Until?.Invoke(input) == true) Close(time + 1);
    }

    private void CloseLongest(long watermark)
    {
        if (_open is { } open && open.First + _conditions.Max <= watermark) Close(open.First + _conditions.Max);
    }

    private void Close(long end)
    {
        Fire(_open!, end, WindowFiring.Final);
        Clear();
    }

    private void Fire(Session open, long end, WindowFiring why)
    {
        open.Emission = why == WindowFiring.Provisional ? WindowEmission.Shown : WindowEmission.Done;
        Fire(open.First, end, open.Revision++, why, open.State, time: _lastTime);
    }
}
