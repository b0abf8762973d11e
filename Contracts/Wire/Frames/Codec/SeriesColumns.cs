using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>
/// Reads the points of a block row by row. A block whose columns contradict each other is no block; a name, a value or a time that no point
/// may have is the fault of the points that have it.
/// </summary>
internal sealed class SeriesColumns
{
    private const int ToldCharacters = 100;

    private readonly SeriesBlock _block;
    private readonly TimeUnit _unit;
    private readonly TagColumn[] _tags;
    private readonly string? _refusal;

    /// <exception cref="FrameFormatException">A column's length contradicts the block.</exception>
    public SeriesColumns(SeriesBlock block)
    {
        _block = block;
        _unit = TimeUnit.Named(block.Time.Unit);
        Require("time", block.Time.Step.Count, single: false);
        Require("sequence", block.Sequence.Count, single: false);
        if (block.Window is { } window) Require("window", window.Count);
        if (block.Revision is { } revision) Require("revision", revision.Count);
        if (block.Partial is { } partial) Require("partial", partial.Count);
        foreach (var field in block.Fields) Require(field.Name, field.Values.Count);
        foreach (var tag in block.Tags) RequireTag(tag);
        _refusal = Refusal(block);
        // Whoever sends them in another order means the same series.
        _tags = [.. block.Tags.OrderBy(tag => tag.Name, StringComparer.Ordinal)];
    }

    /// <summary>Characters of names and texts of all its points, each with its own.</summary>
    public long Characters => _block.Count == 0
        ? 0
        : ((long)_block.Count * (_block.Binding.Length + _block.Version.Length + _block.Measurement.Length))
        + _block.Tags.Sum(tag => OfTag(tag) + ((long)_block.Count * tag.Name.Length))
        + _block.Fields.Sum(column => OfField(column) + ((long)_block.Count * column.Name.Length));

    /// <summary>The point of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its time, in units of the block.</param>
    /// <param name="refusal">Why it cannot be stored; null where nothing is wrong.</param>
    public Point PointAt(int row, long time, out string? refusal)
    {
        refusal = _refusal;
        var tags = TagsAt(row, ref refusal);
        var fields = FieldsAt(row, ref refusal);
        if (!_unit.TryToTime(time, out var start)) refusal ??= $"time {time}{_unit.Name} is out of range";
        var revision = _block.Revision is null ? 0 : At(_block.Revision, row);
        if (revision < 0) refusal ??= "its revision is no whole number from 0 to 2147483647";
        return new()
        {
            Measurement = _block.Measurement,
            Tags = tags,
            Fields = fields,
            Time = start,
            WindowEnd = _block.Window is null ? null : EndOf(time, At(_block.Window, row), ref refusal),
            Revision = Math.Max(revision, 0),
            Partial = _block.Partial is not null && At(_block.Partial, row),
            Shared = _block.Shared,
        };
    }

    private DateTimeOffset? EndOf(long time, long length, ref string? refusal)
    {
        if (length >= 0 && time <= long.MaxValue - length && _unit.TryToTime(time + length, out var end)) return end;
        refusal ??= $"the length of its window, {length}{_unit.Name}, is none";
        return null;
    }

    // A tag without a value is no tag: stores that know no empty one would take it for the same point as one without the tag.
    private KeyValuePair<string, string>[] TagsAt(int row, ref string? refusal)
    {
        var tags = new KeyValuePair<string, string>[_tags.Length];
        var count = 0;
        foreach (var tag in _tags)
        {
            var value = tag.Values[tag.Index is null ? 0 : At(tag.Index, row)];
            if (value is null) refusal ??= $"the value of tag {Short(tag.Name)} is no text";
            else if (value.Length > 0) tags[count++] = KeyValuePair.Create(tag.Name, value);
        }

        return count == tags.Length ? tags : tags[..count];
    }

    private List<KeyValuePair<string, FieldValue>> FieldsAt(int row, ref string? refusal)
    {
        var fields = new List<KeyValuePair<string, FieldValue>>(_block.Fields.Count);
        foreach (var column in _block.Fields)
        {
            var value = At(column.Values, row);
            if (value.Kind == FieldKind.Missing || (value.IsNumber && !double.IsFinite(value.AsNumber)))
                refusal ??= $"the value of field {Short(column.Name)} is no number within a double's range, no boolean and no text";
            else if (value.Exists) fields.Add(KeyValuePair.Create(column.Name, value));
        }

        return fields;
    }

    private long OfTag(TagColumn tag) => tag.Index is { Count: > 1 } index
        ? index.Sum(value => (long)(tag.Values[value]?.Length ?? 0))
        : (long)_block.Count * (tag.Values[tag.Index is [var only] ? only : 0]?.Length ?? 0);

    private long OfField(FieldColumn field) => field.Values is [var only]
        ? (long)_block.Count * LengthOf(only)
        : field.Values.Sum(LengthOf);

    private static long LengthOf(FieldValue value) => (value.AsText ?? value.Digits)?.Length ?? 0;

    private static T At<T>(IReadOnlyList<T> column, int row) => column.Count == 1 ? column[0] : column[row];

    private void Require(string name, int entries, bool single = true)
    {
        if (entries != _block.Count && !(single && entries == 1))
            throw new FrameFormatException($"column {name} of {_block.Measurement} has {entries} entries for {_block.Count} points");
    }

    private void RequireTag(TagColumn tag)
    {
        if (tag.Index is null && tag.Values.Count == 1) return;
        if (tag.Index is null)
            throw new FrameFormatException($"tag {tag.Name} of {_block.Measurement} has {tag.Values.Count} values and no index");
        Require(tag.Name, tag.Index.Count);
        if (tag.Index.Any(index => (uint)index >= (uint)tag.Values.Count))
            throw new FrameFormatException($"tag {tag.Name} of {_block.Measurement} points beyond its {tag.Values.Count} values");
    }

    private static string? Refusal(SeriesBlock block) =>
        OfName("binding", block.Binding) ?? OfName("version", block.Version) ?? OfName("measurement", block.Measurement)
        ?? OfNames("tag", block.Tags, tag => tag.Name) ?? OfNames("field", block.Fields, field => field.Name);

    private static string? OfNames<T>(string what, IReadOnlyList<T> columns, Func<T, string> nameOf)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            var name = nameOf(column);
            if (OfName(what, name) is { } refusal) return refusal;
            if (!seen.Add(name)) return $"it has two {what}s of the name {name}";
        }

        return null;
    }

    private static string? OfName(string what, string name) => FrameLimits.IsName(name)
        ? null
        : $"the name of a {what} has {(name.Length == 0 ? "no" : "too many")} characters; 1 to {FrameLimits.NameCharacters} are allowed";

    // Each point has a reason of its own.
    private static string Short(string name) => name.Length <= ToldCharacters ? name : $"{name.AsSpan(0, ToldCharacters)}…";
}
