using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.Contracts.Rx.Windows;

/// <summary>
/// The saved windows of one binding. Bytes tell nothing of how many operators share its keys: what several save is what one would have
/// saved, and any number of them can load it.
/// </summary>
internal static class WindowState
{
    /// <summary>The first format with the origins of windows and the newest timestamps of keys.</summary>
    public const int OriginFormat = 3;

    /// <summary>The first format with what closed windows left to those that look back.</summary>
    public const int BorderFormat = 4;

    /// <summary>The first format that tells provisional results, and how far a silent key is behind.</summary>
    public const int FinalFormat = 5;

    /// <summary>The first format with the parts that sliding windows are put together from.</summary>
    public const int PartsFormat = 6;

    /// <summary>The first format that tells when the data directory began.</summary>
    public const int KnownFormat = 7;

    // 2: with what tumbling windows took in since they last fired.
    private const byte FormatVersion = 7;

    /// <summary>Writes the state of operators that have seen the same recorded time, each with its share of the keys.</summary>
    public static void Save(BinaryWriter writer, IReadOnlyList<WindowOperator> operators)
    {
        var groups = operators.SelectMany(o => o.Groups).OrderBy(group => group.Ordinal).ToArray();
        var indexes = new Dictionary<ClockGroup, int>(groups.Length, ReferenceEqualityComparer.Instance);
        writer.Write(FormatVersion);
        operators[0].Recorded.Save(writer);
        operators[0].Origin.Save(writer);
        writer.Write(operators[0].Origin.Known);
        writer.Write(groups.Length);
        foreach (var group in groups)
        {
            indexes.Add(group, indexes.Count);
            foreach (var value in group.Windows.Key) writer.WriteValue(value);
            group.Save(writer);
        }

        for (var list = 0; list < operators[0].Watermarks.Lists.Count; list++) SaveClocks(writer, operators, list, indexes);
        var silent = operators.SelectMany(o => o.Waiting.Silent.All).OrderBy(g => g.Due).ThenBy(g => g.Ordinal);
        SaveAwaiting(writer, [.. silent.Select(group => (group, group.Due))], indexes);
        var showing = operators.SelectMany(o => o.Waiting.Showings).OrderBy(a => a.Due).ThenBy(a => a.Number);
        SaveAwaiting(writer, [.. showing.Select(a => (a.Group, a.Due))], indexes);
    }

    /// <summary>Replaces all state of the operators; <paramref name="shareOf"/> tells which of them has a key.</summary>
    /// <exception cref="InvalidDataException">The state is of a format this version does not know.</exception>
    public static void Load(BinaryReader reader, IReadOnlyList<WindowOperator> operators, Func<FieldValue[], int> shareOf)
    {
        var format = reader.ReadByte();
        if (format is < 1 or > FormatVersion)
            throw new InvalidDataException($"window state has format {format}; this version reads up to {FormatVersion}");

        var recorded = default(RecordedTime);
        recorded.Load(reader);
        var origin = format >= OriginFormat ? WindowOrigin.Load(reader) : WindowOrigin.Whole;
        if (format >= KnownFormat) origin = origin with { Known = reader.ReadInt64() };
        foreach (var each in operators) each.Begin(recorded, origin);
        var groups = new (KeyGroup Group, WindowOperator Owner)[reader.ReadInt32()];
        for (var index = 0; index < groups.Length; index++)
        {
            var key = ReadKey(reader, operators[0].KeyLength);
            var owner = operators[shareOf(key)];
            // Older than every event to come, whose numbers begin at 1.
            groups[index] = (owner.Restore(reader, format, key, index - groups.Length), owner);
        }

        for (var list = 0; list < operators[0].Watermarks.Lists.Count; list++) LoadClocks(reader, list, groups);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (group, owner) = groups[reader.ReadInt32()];
            owner.Waiting.Silent.Await(group, reader.ReadInt64());
        }

        for (var left = format < FinalFormat ? 0 : reader.ReadInt32(); left > 0; left--)
        {
            var (group, owner) = groups[reader.ReadInt32()];
            group.AwaitsShowing = true;
            owner.Waiting.Showings.Enqueue(new(group, reader.ReadInt64(), -left));
        }

        foreach (var each in operators) each.Settle();
    }

    private static void SaveClocks(
        BinaryWriter writer, IReadOnlyList<WindowOperator> operators, int list, Dictionary<ClockGroup, int> indexes)
    {
        var clocks = operators.SelectMany(o => o.Watermarks.Lists[list].OldestFirst()).ToArray();
        // Each list is in this order; of those that one event moved, which are of one key, it is kept.
        if (operators.Count > 1) clocks = [.. clocks.OrderBy(c => c.Since).ThenBy(c => c.Touched)];
        writer.Write(clocks.Length);
        foreach (var clock in clocks)
        {
            writer.Write(indexes[clock.Group]);
            writer.WriteValue(clock.Id);
            writer.Write(clock.Timestamp);
            writer.Write(clock.Since);
            writer.Write(clock.Place);
        }
    }

    private static void LoadClocks(BinaryReader reader, int list, (KeyGroup Group, WindowOperator Owner)[] groups)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (group, owner) = groups[reader.ReadInt32()];
            var clock = group.Introduce(reader.ReadValue());
            clock.Timestamp = reader.ReadInt64();
            clock.Since = reader.ReadInt64();
            clock.Touched = -left;
            group.Restore(clock, reader.ReadInt32());
            owner.Watermarks.Restore(clock, list);
        }
    }

    private static void SaveAwaiting(BinaryWriter writer, (KeyGroup Group, long Due)[] awaiting, Dictionary<ClockGroup, int> indexes)
    {
        writer.Write(awaiting.Length);
        foreach (var (group, due) in awaiting)
        {
            writer.Write(indexes[group]);
            writer.Write(due);
        }
    }

    private static FieldValue[] ReadKey(BinaryReader reader, int length)
    {
        var key = new FieldValue[length];
        foreach (ref var value in key.AsSpan()) value = reader.ReadValue();
        return key;
    }
}
