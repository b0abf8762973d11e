using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>
/// Windows of so many events in order of event time. Events wait in a buffer until the watermark has passed them, then they are counted,
/// once and for all: an event behind the watermark is late, whatever <c>allowed_lateness</c> says. Silence ends the wait too.
/// </summary>
internal sealed class CountWindows(WindowContext context, FieldValue[] key) : KeyWindows(context, key)
{
    private readonly EventBuffer _waiting = new();
    private readonly Queue<OpenCount> _windows = new();
    private int _untilNext;

    // Events of one timestamp may fill several windows, and a window is known by its time: no two have the same.
    private long _lastTime = Ticks.Never;

    protected override long CertainEnd(long start, long end) => start + 1;

    public override WindowOutcome Add(EdgeEvent input, long watermark)
    {
        if (input.Time.UtcTicks < watermark) return WindowOutcome.Late;
        _waiting.Add(input);
        if (_waiting.Count > WindowContext.KeptEventLimit) CountOldest();
        return WindowOutcome.InWindow;
    }

    public override void Complete(long watermark)
    {
        while (_waiting.Count > 0 && _waiting.Oldest.Time.UtcTicks < watermark) CountOldest();
    }

    // A window that is not full is never complete, however long nobody sends anything.
    public override long NextSilent => _waiting.Count > 0 ? _waiting.Oldest.Time.UtcTicks + 1 : Ticks.Forever;

    public override void FireSilent(long watermark) => Complete(watermark);

    public override void ShowOpen()
    {
        foreach (var window in _windows)
        {
            if (window.Emission.HasFlag(WindowEmission.New)) Fire(window, WindowFiring.Provisional);
        }
    }

    public override void FireUnemitted(long watermark, WindowFiring why)
    {
        while (_waiting.Count > 0) CountOldest();
        foreach (var window in _windows)
        {
            if (window.Emission != WindowEmission.Done) Fire(window, why);
        }
    }

    public override void Clear()
    {
        Context.OpenWindows -= _windows.Count;
        _windows.Clear();
    }

    public override IEnumerable<(long Start, long End, bool IsEmitted, int? Events)> Kept =>
        _windows.Select(each => (each.First, each.Last + 1, each.Emission == WindowEmission.Done, (int?)each.Count));

    public override int Waiting => _waiting.Count;

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_untilNext);
        writer.Write(~_windows.Count);
        writer.Write(_lastTime);
        foreach (var window in _windows) window.Save(writer);
        _waiting.Save(writer);
    }

    public override void Load(BinaryReader reader, int format)
    {
        _untilNext = reader.ReadInt32();
        var left = reader.ReadInt32();
        // The first format has the number as it is, and no times.
        var hasTimes = left < 0;
        if (hasTimes) (left, _lastTime) = (~left, reader.ReadInt64());
        for (; left > 0; left--) _windows.Enqueue(OpenCount.Load(reader, Context, hasTimes));
        foreach (var window in _windows) _lastTime = Math.Max(_lastTime, window.Time);
        _waiting.Load(reader, Context.Layout);
    }

    private void CountOldest()
    {
        var input = _waiting.Oldest;
        _waiting.RemoveOldest();
        if (_untilNext == 0)
        {
            _lastTime = Math.Max(input.Time.UtcTicks, _lastTime == Ticks.Never ? Ticks.Never : _lastTime + 1);
            _windows.Enqueue(new() { First = input.Time.UtcTicks, Time = _lastTime, State = Context.Open() });
            _untilNext = Context.CountHop;
        }
        _untilNext--;
        foreach (var window in _windows) window.Add(input);
        if (!_windows.TryPeek(out var oldest) || oldest.Count < Context.CountSize) return;
        Fire(oldest, WindowFiring.Final);
        _windows.Dequeue();
        Context.OpenWindows--;
    }

    private void Fire(OpenCount window, WindowFiring why)
    {
        window.Emission = why == WindowFiring.Provisional ? WindowEmission.Shown : WindowEmission.Done;
        Fire(window.First, window.Last + 1, window.Revision++, why, window.State, time: window.Time);
    }

    /// <summary>A window on its way to its number of events.</summary>
    private sealed class OpenCount
    {
        public long First { get; init; }

        public long Time { get; init; }

        public long Last { get; private set; }

        public int Count { get; private set; }

        public int Revision { get; set; }

        public WindowEmission Emission { get; set; }

        public required IAccumulator State { get; init; }

        public void Add(EdgeEvent input)
        {
            Last = Math.Max(Last, input.Time.UtcTicks);
            Count++;
            Emission |= WindowEmission.New;
            State.Add(input);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(First);
            writer.Write(Time);
            writer.Write(Last);
            writer.Write(Count);
            writer.Write(Revision);
            writer.Write((byte)Emission);
            State.Save(writer);
        }

        public static OpenCount Load(BinaryReader reader, WindowContext context, bool hasTime)
        {
            var first = reader.ReadInt64();
            return new()
            {
                First = first,
                Time = hasTime ? reader.ReadInt64() : first,
                Last = reader.ReadInt64(),
                Count = reader.ReadInt32(),
                Revision = reader.ReadInt32(),
                Emission = (WindowEmission)reader.ReadByte(),
                State = context.Restore(reader),
            };
        }
    }
}
