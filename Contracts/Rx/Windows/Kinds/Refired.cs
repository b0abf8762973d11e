using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.Contracts.Rx.Windows.Kinds;

/// <summary>
/// What tumbling windows of one key that have fired took in since, each apart from the window's whole state: where the window's result has
/// become part of a wider one, only this can still be added. Costs nothing while no window fires again.
/// </summary>
internal struct Refired
{
    private List<(long Start, IAccumulator State)>? _windows;

    /// <summary>A window that has fired takes an event.</summary>
    public void Add(long start, EdgeEvent input, WindowContext context)
    {
        _windows ??= [];
        var index = IndexOf(start);
        if (index < 0)
        {
            index = _windows.Count;
            _windows.Add((start, context.CreateScratch()));
        }

        _windows[index].State.Add(input);
    }

    /// <summary>What a window took since it fired; null when nothing. It begins anew.</summary>
    public IAccumulator? Take(long start)
    {
        if (_windows is null || IndexOf(start) is not (>= 0 and var index)) return null;
        var state = _windows[index].State;
        _windows.RemoveAt(index);
        if (_windows.Count == 0) _windows = null;
        return state;
    }

    /// <summary>Writes all of it.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_windows?.Count ?? 0);
        foreach (var (start, state) in _windows ?? [])
        {
            writer.Write(start);
            state.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader, WindowContext context)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) (_windows ??= []).Add((reader.ReadInt64(), context.RestoreScratch(reader)));
    }

    private readonly int IndexOf(long start) => _windows!.FindIndex(window => window.Start == start);
}
