using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows.Buffers;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>Windows on a grid: tumbling, hopping and those of a calendar.</summary>
internal sealed class AlignedWindows(WindowContext context, FieldValue[] key) : KeyWindows(context, key)
{
    private OpenWindowList _windows;

    // So many of the oldest windows are complete and kept for corrections.
    private int _complete;

    // What tumbling windows have taken since they last fired, of those that fire again.
    private Refired _refired;

    // What closed windows left to those that look back; null where none did.
    private WindowBorder? _border;

    protected override long CertainEnd(long start, long end) => end;

    public override WindowOutcome Add(EdgeEvent input, long watermark)
    {
        var time = input.Time.UtcTicks;
        if (!Context.Grid.Overlaps && _windows.Count > _complete)
        {
            ref var newest = ref _windows.Newest;
            if ((ulong)(time - newest.Start) < (ulong)(newest.End - newest.Start))
            {
                Take(ref newest, input);
                return WindowOutcome.InWindow;
            }
        }
        return AddToEach(input, time, watermark);
    }

    public override void Complete(long watermark)
    {
        while (_complete < _windows.Count && _windows[_complete].End <= watermark)
        {
            if (_windows[_complete].Emission != WindowEmission.Done) Fire(_complete, WindowFiring.Final);
            _complete++;
        }
        while (_complete > 0 && Context.IsClosed(_windows[0].End, watermark))
        {
            _refired.Take(_windows[0].Start);
            if (Context.BorderParts > 0) _border = BorderAt(Context.Grid.NextStart(_windows[0].Start), 1);
            _windows.RemoveOldest();
            _complete--;
            Context.OpenWindows--;
        }
    }

    public override long NextSilent
    {
        get
        {
            for (var index = _complete; index < _windows.Count; index++)
            {
                if (_windows[index].Emission != WindowEmission.Done) return _windows[index].End;
            }

            return Ticks.Forever;
        }
    }

    public override void FireSilent(long watermark)
    {
        for (var index = _complete; index < _windows.Count && _windows[index].End <= watermark; index++)
        {
            if (_windows[index].Emission != WindowEmission.Done) Fire(index, WindowFiring.Final);
        }
    }

    public override void ShowOpen()
    {
        for (var index = _complete; index < _windows.Count; index++)
        {
            if (_windows[index].Emission.HasFlag(WindowEmission.New)) Fire(index, WindowFiring.Provisional);
        }
    }

    public override void FireUnemitted(long watermark, WindowFiring why)
    {
        for (var index = 0; index < _windows.Count; index++)
        {
            if (_windows[index].Emission != WindowEmission.Done) Fire(index, why);
        }
    }

    public override void Clear()
    {
        Context.OpenWindows -= _windows.Count;
        _windows = default;
        _refired = default;
        _border = null;
        _complete = 0;
    }

    public override IEnumerable<(long Start, long End, bool IsEmitted, int? Events)> Kept
    {
        get
        {
            for (var index = 0; index < _windows.Count; index++)
                yield return (_windows[index].Start, _windows[index].End, _windows[index].Emission == WindowEmission.Done, null);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_complete);
        writer.Write(_windows.Count);
        for (var index = 0; index < _windows.Count; index++)
        {
            ref var window = ref _windows[index];
            writer.Write(window.Start);
            writer.Write(window.Revision);
            writer.Write((byte)window.Emission);
            window.State.Save(writer);
        }

        _refired.Save(writer);
        writer.Write(_border is not null);
        _border?.Save(writer);
    }

    public override void Load(BinaryReader reader, int format)
    {
        _complete = reader.ReadInt32();
        var count = reader.ReadInt32();
        for (var index = 0; index < count; index++)
        {
            var start = reader.ReadInt64();
            _windows.Insert(index, new()
            {
                Start = start,
                End = Context.Grid.EndOf(start),
                Revision = reader.ReadInt32(),
                Emission = (WindowEmission)reader.ReadByte(),
                State = Context.Restore(reader),
            });
        }

        if (format > 1) _refired.Load(reader, Context);
        if (format >= WindowState.BorderFormat && reader.ReadBoolean()) _border = WindowBorder.Load(reader);
    }

    private WindowOutcome AddToEach(EdgeEvent input, long time, long watermark)
    {
        var best = WindowOutcome.Late;
        var grid = Context.Grid;
        for (var start = grid.FirstStart(time); start <= time; start = grid.NextStart(start))
        {
            var end = grid.EndOf(start);
            if (Context.IsClosed(end, watermark)) continue;
            var late = end <= watermark;
            var index = FindOrOpen(start, end, late);
            ref var window = ref _windows[index];
            Take(ref window, input);
            if (late) Fire(index, WindowFiring.Final);
            var outcome = late ? WindowOutcome.Corrected : WindowOutcome.InWindow;
            if (outcome < best) best = outcome;
        }

        if (Context.BorderParts > 0) FollowAfter(time);
        return best;
    }

    // What fired before an event came that lies before it is told again where that changes it.
    private void FollowAfter(long time)
    {
        for (var index = _windows.IndexOf(time + 1); index < _windows.Count && Follow(index); index++)
        {
            if (_windows[index].Revision == 0) continue;
            if (index < _complete) Fire(index, WindowFiring.Final);
            else _windows[index].Emission |= WindowEmission.New;
        }
    }

    private bool Follow(int index) =>
        Context.BorderParts > 0 && _windows[index].State is IBorderedAccumulator state
        && state.Follow(BorderAt(_windows[index].Start, index));

    // The nearest of so many of the oldest windows that know it, else what closed ones left.
    private WindowBorder BorderAt(long instant, int windows)
    {
        var border = new WindowBorder(Context.BorderParts);
        for (var index = windows - 1; index >= 0 && !border.IsComplete; index--)
            (_windows[index].State as IBorderedAccumulator)?.Fill(border, instant);
        if (_border is not null) border.FillFrom(_border);
        return border;
    }

    private void Take(ref OpenWindow window, EdgeEvent input)
    {
        window.State.Add(input);
        window.Emission |= WindowEmission.New;
        if (window.Revision > 0 && !Context.Grid.Overlaps) _refired.Add(window.Start, input, Context);
    }

    private int FindOrOpen(long start, long end, bool late)
    {
        var index = _windows.IndexOf(start);
        if (index < _windows.Count && _windows[index].Start == start) return index;
        _windows.Insert(index, new() { Start = start, End = end, State = Context.Open() });
        if (late) _complete++;
        return index;
    }

    private void Fire(int index, WindowFiring why)
    {
        Follow(index);
        ref var window = ref _windows[index];
        window.Emission = why == WindowFiring.Provisional ? WindowEmission.Shown : WindowEmission.Done;
        Fire(window.Start, window.End, window.Revision++, why, window.State, since: _refired.Take(window.Start));
    }
}
