using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>
/// At each instant that has an event, the last <c>size</c> up to and including it: <c>(t − size, t]</c>. A result is computed when it
/// fires, from the events in order of time, so that it does not depend on the order they arrived in; from parts, where states can be
/// merged.
/// </summary>
internal sealed class SlidingWindows(WindowContext context, FieldValue[] key) : KeyWindows(context, key)
{
    private readonly EventBuffer _events = new();
    private readonly List<Instant> _instants = [];

    // Most keys have no use for it: few events are added one by one.
    private SlidingParts? _parts;

    // So many of the oldest instants are complete and kept for corrections.
    private int _complete;

    // It includes the instant that its end is.
    protected override long CertainEnd(long start, long end) => end + 1;

    public override WindowOutcome Add(EdgeEvent input, long watermark)
    {
        var time = input.Time.UtcTicks;
        if (Context.IsClosed(time + 1, watermark) || _events.Count >= WindowContext.KeptEventLimit) return WindowOutcome.Late;
        var index = _events.Add(input);
        _parts?.Insert(index);
        var first = FindOrOpen(time, late: time < watermark);
        for (index = first; index < _instants.Count && _instants[index].Time - time < Context.Size; index++)
        {
            _instants[index].Emission |= WindowEmission.New;
        }
        if (time >= watermark) return WindowOutcome.InWindow;
        for (index = first; index < _complete; index++)
        {
            if (_instants[index].Emission != WindowEmission.Done) Fire(_instants[index], WindowFiring.Final);
        }
        return WindowOutcome.Corrected;
    }

    public override void Complete(long watermark)
    {
        for (; _complete < _instants.Count && _instants[_complete].Time < watermark; _complete++)
        {
            if (_instants[_complete].Emission != WindowEmission.Done) Fire(_instants[_complete], WindowFiring.Final);
        }
        var closed = 0;
        while (closed < _complete && Context.IsClosed(_instants[closed].Time + 1, watermark)) closed++;
        Drop(closed);
        while (_events.Count > 0 && Context.IsClosed(_events.Oldest.Time.UtcTicks + Context.Size, watermark))
        {
            _events.RemoveOldest();
            _parts?.RemoveOldest();
        }
    }

    public override long NextSilent
    {
        get
        {
            for (var index = _complete; index < _instants.Count; index++)
            {
                if (_instants[index].Emission != WindowEmission.Done) return _instants[index].Time + 1;
            }

            return Ticks.Forever;
        }
    }

    public override void FireSilent(long watermark)
    {
        for (var index = _complete; index < _instants.Count && _instants[index].Time < watermark; index++)
        {
            if (_instants[index].Emission != WindowEmission.Done) Fire(_instants[index], WindowFiring.Final);
        }
    }

    public override void ShowOpen()
    {
        for (var index = _complete; index < _instants.Count; index++)
        {
            if (_instants[index].Emission.HasFlag(WindowEmission.New)) Fire(_instants[index], WindowFiring.Provisional);
        }
    }

    public override void FireUnemitted(long watermark, WindowFiring why)
    {
        foreach (var instant in _instants)
        {
            if (instant.Emission != WindowEmission.Done) Fire(instant, why);
        }
    }

    public override void Clear()
    {
        _complete = _instants.Count;
        Drop(_complete);
    }

    public override IEnumerable<(long Start, long End, bool IsEmitted, int? Events)> Kept =>
        _instants.Select(each => (each.Time - Context.Size, each.Time, each.Emission == WindowEmission.Done, (int?)null));

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_complete);
        writer.Write(_instants.Count);
        foreach (var instant in _instants)
        {
            writer.Write(instant.Time);
            writer.Write(instant.Revision);
            writer.Write((byte)instant.Emission);
        }
        _events.Save(writer);
        writer.Write(_parts is not null);
        _parts?.Save(writer);
    }

    public override void Load(BinaryReader reader, int format)
    {
        _complete = reader.ReadInt32();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            _instants.Add(new(reader.ReadInt64()) { Revision = reader.ReadInt32(), Emission = (WindowEmission)reader.ReadByte() });
            Context.OpenWindows++;
        }
        _events.Load(reader, Context.Layout);
        if (format < WindowState.PartsFormat || !reader.ReadBoolean()) return;
        _parts = new(_events, Context.CreateScratch);
        _parts.Load(reader);
    }

    private int FindOrOpen(long time, bool late)
    {
        var index = _instants.Count;
        while (index > 0 && _instants[index - 1].Time >= time) index--;
        if (index < _instants.Count && _instants[index].Time == time) return index;
        _instants.Insert(index, new(time));
        Context.OpenWindows++;
        if (late) _complete++;
        return index;
    }

    private void Drop(int closed)
    {
        _instants.RemoveRange(0, closed);
        _complete -= closed;
        Context.OpenWindows -= closed;
    }

    private void Fire(Instant instant, WindowFiring why)
    {
        var state = StateOf(_events.IndexAfter(instant.Time - Context.Size), _events.IndexAfter(instant.Time));
        instant.Emission = why == WindowFiring.Provisional ? WindowEmission.Shown : WindowEmission.Done;
        Fire(instant.Time - Context.Size, instant.Time, instant.Revision++, why, state);
    }

    private IAccumulator StateOf(int first, int end)
    {
        if (end - first > SlidingParts.Few && Context.MergesParts)
            return (_parts ??= new(_events, Context.CreateScratch)).Of(first, end);
        var state = Context.CreateScratch();
        for (var index = first; index < end; index++) state.Add(_events[index]);
        return state;
    }

    /// <summary>An instant with at least one event, and so with a result.</summary>
    private sealed class Instant(long time)
    {
        public long Time { get; } = time;

        /// <summary>The revision the next firing will have.</summary>
        public int Revision { get; set; }

        public WindowEmission Emission { get; set; }
    }
}
