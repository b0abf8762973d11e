using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Bus;

/// <summary>Points to columns and back. Every value returns exactly as it was; the order of points of one series is kept.</summary>
public static class FrameCodec
{
    private const int HeldBackLimit = 64;

    /// <summary>Groups points into blocks.</summary>
    /// <param name="points">In the order of their sequences.</param>
    /// <param name="firstSequence">The frame's first sequence.</param>
    public static IReadOnlyList<SeriesBlock> ToSeries(IEnumerable<FramePoint> points, long firstSequence)
    {
        var builders = new Dictionary<SeriesKey, SeriesBuilder>();
        foreach (var point in points)
        {
            var key = SeriesKey.Of(point);
            if (!builders.TryGetValue(key, out var builder)) builders.Add(key, builder = new SeriesBuilder(point, firstSequence));
            builder.Add(point);
        }

        return [.. builders.Values.Select(builder => builder.Build())];
    }

    /// <summary>Every point of a frame.</summary>
    /// <exception cref="FrameFormatException">A column's length contradicts its block, or a sequence its frame.</exception>
    public static IReadOnlyList<FramePoint> ToPoints(MeasurementFrame frame)
    {
        if (frame.FirstSequence < 1 || frame.LastSequence < frame.FirstSequence)
            throw new FrameFormatException($"records {frame.FirstSequence} to {frame.LastSequence} are no range");
        if (frame.HeldBack is { } held && (held.Count > HeldBackLimit || held.Any(range => !IsBefore(frame.FirstSequence, range))))
            throw new FrameFormatException($"what is held back are not at most {HeldBackLimit} ranges before record {frame.FirstSequence}");
        var points = new List<FramePoint>();
        foreach (var block in frame.Series) Read(block, frame, points);
        return points;
    }

    private static bool IsBefore(long sequence, HeldRange? range) =>
        range is { First: >= 1 } && range.First <= range.Last && range.Last < sequence;

    private static void Read(SeriesBlock block, MeasurementFrame frame, List<FramePoint> points)
    {
        var columns = new SeriesColumns(block);
        var time = block.Time.Base;
        var sequence = frame.FirstSequence;
        for (var row = 0; row < block.Count; row++)
        {
            time += block.Time.Step[row];
            sequence += block.Sequence[row];
            if (sequence < frame.FirstSequence || sequence > frame.LastSequence)
                throw new FrameFormatException($"record {sequence} lies outside of {frame.FirstSequence} to {frame.LastSequence}");
            points.Add(new FramePoint(sequence, block.Binding, block.Version, columns.PointAt(row, time)));
        }
    }

    private sealed class SeriesColumns
    {
        private readonly SeriesBlock _block;
        private readonly TimeUnit _unit;

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
        }

        public Point PointAt(int row, long time) => new()
        {
            Measurement = _block.Measurement,
            Tags = Array.ConvertAll([.. _block.Tags], tag => KeyValuePair.Create(tag.Name, tag.Values[tag.Index is null ? 0 : At(tag.Index, row)])),
            Fields = FieldsAt(row),
            Time = _unit.ToTime(time),
            WindowEnd = _block.Window is null ? null : _unit.ToTime(checked(time + At(_block.Window, row))),
            Revision = _block.Revision is null ? 0 : At(_block.Revision, row),
            Partial = _block.Partial is not null && At(_block.Partial, row),
            Shared = _block.Shared,
        };

        private List<KeyValuePair<string, FieldValue>> FieldsAt(int row)
        {
            var fields = new List<KeyValuePair<string, FieldValue>>(_block.Fields.Count);
            foreach (var column in _block.Fields)
            {
                var value = At(column.Values, row);
                if (value.Exists) fields.Add(KeyValuePair.Create(column.Name, value));
            }

            return fields;
        }

        private static T At<T>(IReadOnlyList<T> column, int row) => column.Count == 1 ? column[0] : column[row];

        private void Require(string name, int entries, bool single = true)
        {
            if (entries != _block.Count && !(single && entries == 1))
                throw new FrameFormatException($"column {name} of {_block.Measurement} has {entries} entries for {_block.Count} points");
        }

        private void RequireTag(TagColumn tag)
        {
            if (tag.Index is null && tag.Values.Count == 1) return;
            Require(tag.Name, tag.Index?.Count ?? 0);
            if (tag.Index!.Any(index => (uint)index >= (uint)tag.Values.Count))
                throw new FrameFormatException($"tag {tag.Name} of {_block.Measurement} points beyond its {tag.Values.Count} values");
        }
    }
}
