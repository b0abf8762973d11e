using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// Windows that events begin and end: while a condition holds, or from one event until another. Where they are cut depends on the order of
/// events: these wait in a buffer until the watermark has passed them, then they are taken, once and for all. An event behind the watermark
/// is late, whatever <c>allowed_lateness</c> says. Silence ends the wait too, and, once the longest length has passed, the window.
/// </summary>
internal sealed class ConditionWindows(WindowContext context, FieldValue[] key) : KeyWindows(context, key)
{
    private readonly EventBuffer _waiting = new();
    private readonly WindowConditions _conditions = context.Conditions!;
    private OpenSpan? _open;

    // Two windows may begin at one instant, and a window is known by its time: no two have the same.
    private long _lastTime = Ticks.Never;

    public override long NextSilent => Math.Min(
        _waiting.Count > 0 ? _waiting.Oldest.Time.UtcTicks + 1 : Ticks.Forever,
        _open is null ? Ticks.Forever : _open.First + _conditions.Max);

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
        if (reader.ReadBoolean()) _open = OpenSpan.Load(reader, Context);
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
            _open = new() { First = time, Time = _lastTime, State = Context.Open() };
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

    private void Fire(OpenSpan open, long end, WindowFiring why)
    {
        open.Emission = why == WindowFiring.Provisional ? WindowEmission.Shown : WindowEmission.Done;
        Fire(open.First, end, open.Revision++, why, open.State, time: open.Time);
    }

    /// <summary>A window whose end is not known yet.</summary>
    private sealed class OpenSpan
    {
        public required long First { get; init; }

        public required long Time { get; init; }

        public long Last { get; private set; }

        public int Revision { get; set; }

        public WindowEmission Emission { get; set; }

        public required IAccumulator State { get; init; }

        public void Add(EdgeEvent input, long time)
        {
            Last = Math.Max(Last, time);
            Emission |= WindowEmission.New;
            State.Add(input);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(First);
            writer.Write(Time);
            writer.Write(Last);
            writer.Write(Revision);
            writer.Write((byte)Emission);
            State.Save(writer);
        }

        public static OpenSpan Load(BinaryReader reader, WindowContext context) => new()
        {
            First = reader.ReadInt64(),
            Time = reader.ReadInt64(),
            Last = reader.ReadInt64(),
            Revision = reader.ReadInt32(),
            Emission = (WindowEmission)reader.ReadByte(),
            State = context.Restore(reader),
        };
    }
}
