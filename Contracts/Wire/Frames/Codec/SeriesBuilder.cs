using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>Gathers the points of one block and writes each column in its shortest form.</summary>
internal sealed class SeriesBuilder(FramePoint first, long firstSequence)
{
    private readonly List<FramePoint> _points = [];

    /// <summary>The block's place in its frame, from 0.</summary>
    public int Place { get; init; }

    /// <summary>Points so far.</summary>
    public int Count => _points.Count;

    public void Add(FramePoint point) => _points.Add(point);

    public SeriesBlock Build()
    {
        var starts = _points.ConvertAll(p => TimeUnit.SinceEpoch(p.Point.Time));
        var lengths = first.Point.WindowEnd is null ? null : _points.ConvertAll(p => (p.Point.WindowEnd!.Value - p.Point.Time).Ticks);
        var unit = TimeUnit.CoarsestFor(lengths is null ? starts : starts.Concat(lengths));
        return new SeriesBlock
        {
            Binding = first.Binding,
            Version = first.Version,
            Measurement = first.Point.Measurement,
            Count = _points.Count,
            Tags = [.. first.Point.Tags.Select((tag, column) => TagColumnOf(tag.Key, column))],
            Time = new TimeColumn(unit.Name, starts[0] / unit.Ticks, Steps(starts, starts[0], unit.Ticks)),
            Window = lengths is null ? null : Shortest(lengths.ConvertAll(length => length / unit.Ticks)),
            Sequence = Steps(_points.ConvertAll(p => p.Sequence), firstSequence, 1),
            Revision = WithoutDefault(_points.ConvertAll(p => p.Point.Revision)),
            Partial = WithoutDefault(_points.ConvertAll(p => p.Point.Partial)),
            Shared = first.Point.Shared,
            Fields = [.. first.Point.Fields.Select((field, column) => FieldColumnOf(field.Key, column))],
        };
    }

    private TagColumn TagColumnOf(string name, int column)
    {
        var entries = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = new List<int>(_points.Count);
        foreach (var point in _points)
        {
            var value = point.Point.Tags[column].Value;
            if (!entries.TryGetValue(value, out var entry)) entries.Add(value, entry = entries.Count);
            index.Add(entry);
        }

        return new TagColumn(name, [.. entries.Keys], entries.Count == 1 ? null : index);
    }

    private FieldColumn FieldColumnOf(string name, int column) =>
        new(name, Shortest(_points.ConvertAll(p => p.Point.Fields[column].Value)));

    private static List<long> Steps(List<long> values, long origin, long unit)
    {
        var steps = new List<long>(values.Count);
        var previous = origin;
        foreach (var value in values)
        {
            steps.Add((value - previous) / unit);
            previous = value;
        }

        return steps;
    }

    private static List<T>? WithoutDefault<T>(List<T> column) =>
        column.TrueForAll(value => Equals(value, default(T))) ? null : Shortest(column);

    // Zero and minus zero are equal but not the same bytes.
    private static List<T> Shortest<T>(List<T> column) => column.TrueForAll(value => Same(value, column[0])) ? [column[0]] : column;

    private static bool Same<T>(T left, T right) => left is FieldValue { IsNumber: true } a && right is FieldValue { IsNumber: true } b
        ? a == b && double.IsNegative(a.AsNumber) == double.IsNegative(b.AsNumber)
        : EqualityComparer<T>.Default.Equals(left, right);
}
