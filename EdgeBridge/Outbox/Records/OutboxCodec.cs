using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>
/// One commit as bytes, bit for bit reversible: <c>version | binding | binding version | cursor | merged, where any | count | points</c>.
/// The head comes first so that a look at the cursors need not read the points; the traces of sampled points, where there are any, come
/// last. The layout is in docs/reference/log-format.md.
/// </summary>
internal static class OutboxCodec
{
    // Written only where a commit has something to say of merged points: readers of format 3 go on reading the others.
    // The same holds for traces.
    private const byte CurrentVersion = 5;
    private const byte WithoutTraces = 4;
    private const byte WithoutMerged = 3;
    private const byte Whole = 16;
    private const byte Digits = 17;
    private const int HasWindowEnd = 1;
    private const int IsPartial = 2;
    private const int HasState = 4;
    private const int IsShared = 8;

    /// <summary>Writes a commit.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="binding">Whose.</param>
    /// <param name="cursor">Its journal position.</param>
    /// <param name="points">The results.</param>
    /// <param name="merged">Further results of the commit that are part of others.</param>
    /// <exception cref="ArgumentException">A field is missing or null: a point has values only.</exception>
    public static void Write(ByteWriter writer, BindingIdentity binding, long cursor, IReadOnlyList<Point> points, int merged = 0)
    {
        var traced = Traced(points);
        writer.Byte(traced > 0 ? CurrentVersion : merged > 0 ? WithoutTraces : WithoutMerged);
        writer.Text(binding.Name);
        writer.Text(binding.Version);
        writer.Varint((ulong)cursor);
        if (traced > 0 || merged > 0) writer.Varint((ulong)merged);
        writer.Varint((ulong)points.Count);
        foreach (var point in points) WritePoint(writer, point);
        if (traced > 0) WriteTraces(writer, points, traced);
    }

    /// <summary>Bytes of a commit without points, at most.</summary>
    public static int HeadBytesOf(BindingIdentity binding) =>
        64 + Encoding.UTF8.GetByteCount(binding.Name) + Encoding.UTF8.GetByteCount(binding.Version);

    /// <summary>Bytes of a point, or of its supplement where that is what is written and takes more.</summary>
    public static int BytesOf(Point point)
    {
        var writer = new ByteWriter();
        WritePoint(writer, point);
        return Math.Max(writer.Written.Length, point.Supplement is { } supplement ? BytesOf(supplement) : 0);
    }

    /// <summary>Reads everything but the points.</summary>
    /// <exception cref="InvalidDataException">Not a commit, or one of a newer version.</exception>
    public static OutboxHead ReadHead(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return ReadHead(ref reader);
    }

    /// <summary>Reads a commit.</summary>
    /// <inheritdoc cref="ReadHead(ReadOnlySpan{byte})"/>
    public static OutboxRecord Read(long sequence, ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var head = ReadHead(ref reader);
        var points = new Point[head.Points];
        for (var index = 0; index < points.Length; index++) points[index] = ReadPoint(ref reader);
        if (head.HasTraces) ReadTraces(ref reader, points);
        return new OutboxRecord(sequence, head.Binding.Name, head.Binding.Version, head.Cursor, points) { Merged = head.Merged };
    }

    private static OutboxHead ReadHead(ref ByteReader reader)
    {
        var version = reader.Byte();
        if (version is 0 or > CurrentVersion)
            throw new InvalidDataException($"a result of format {version}; this version reads up to {CurrentVersion}");
        var (binding, cursor) = (new BindingIdentity(reader.Text(), reader.Text()), (long)reader.Varint());
        var merged = version > WithoutMerged ? (int)reader.Varint() : 0;
        return new OutboxHead(binding, cursor, reader.Count(), merged) { HasTraces = version > WithoutTraces };
    }

    private static int Traced(IReadOnlyList<Point> points)
    {
        var traced = 0;
        for (var index = 0; index < points.Count; index++)
        {
            if (points[index].Trace is not null) traced++;
        }

        return traced;
    }

    private static void WriteTraces(ByteWriter writer, IReadOnlyList<Point> points, int traced)
    {
        writer.Varint((ulong)traced);
        for (var index = 0; index < points.Count; index++)
        {
            if (points[index].Trace is not { } trace) continue;
            writer.Varint((ulong)index);
            writer.Text(trace);
        }
    }

    private static void ReadTraces(ref ByteReader reader, Point[] points)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var index = reader.Count();
            var trace = reader.Text();
            if (index < points.Length) points[index] = points[index] with { Trace = trace };
        }
    }

    private static void WritePoint(ByteWriter writer, Point point)
    {
        writer.Text(point.Measurement);
        writer.Fixed((ulong)point.Time.UtcTicks);
        writer.Byte(FlagsOf(point));
        if (point.WindowEnd is { } end) writer.Fixed((ulong)end.UtcTicks);
        writer.Varint((uint)point.Revision);
        writer.Fixed(point.Id);
        writer.Varint((ulong)point.Tags.Count);
        foreach (var (name, value) in point.Tags)
        {
            writer.Text(name);
            writer.Text(value);
        }

        if (point.Mergeable is { } mergeable)
        {
            WriteState(writer, mergeable);
            return;
        }

        writer.Varint((ulong)point.Fields.Count);
        foreach (var (name, value) in point.Fields) WriteField(writer, name, value);
    }

    private static byte FlagsOf(Point point) => (byte)(
        (point.WindowEnd is null ? 0 : HasWindowEnd) | (point.Partial ? IsPartial : 0)
        | (point.Mergeable is null ? 0 : HasState) | (point.Shared ? IsShared : 0));

    // The fields follow from the state, which takes half their room.
    private static void WriteState(ByteWriter writer, Mergeable mergeable)
    {
        writer.Varint((ulong)mergeable.Width.Ticks);
        // Where a lateness stood, which nothing depends on any more.
        writer.Varint(0);
        writer.Bytes(mergeable.State.Span);
    }

    private static void WriteField(ByteWriter writer, string name, in FieldValue value)
    {
        writer.Text(name);
        if (value.IsRounded)
        {
            WriteRounded(writer, value);
            return;
        }

        writer.Byte((byte)value.Kind);
        switch (value.Kind)
        {
            case FieldKind.Number: writer.Fixed(BitConverter.DoubleToUInt64Bits(value.AsNumber)); break;
            case FieldKind.Boolean: writer.Byte(value.AsBoolean ? (byte)1 : (byte)0); break;
            case FieldKind.Text: writer.Text(value.AsText!); break;
            default: throw new ArgumentException($"field {name} has no value");
        }
    }

    private static void WriteRounded(ByteWriter writer, in FieldValue value)
    {
        writer.Byte(value.Digits is null ? Whole : Digits);
        if (value.Digits is { } digits) writer.Text(digits);
        else if (value.TryGetWhole(out var whole)) writer.Fixed((ulong)whole);
    }

    private static Point ReadPoint(ref ByteReader reader)
    {
        var measurement = reader.Text();
        var time = Time(reader.Fixed());
        var flags = reader.Byte();
        var point = new Point
        {
            Measurement = measurement,
            Time = time,
            WindowEnd = (flags & HasWindowEnd) != 0 ? Time(reader.Fixed()) : null,
            Partial = (flags & IsPartial) != 0,
            Shared = (flags & IsShared) != 0,
            Revision = (int)reader.Varint(),
            Id = reader.Fixed(),
            Tags = ReadTags(ref reader),
            Fields = [],
        };
        return (flags & HasState) != 0 ? DownsampledPoint.Of(point, ReadState(ref reader)) : point with { Fields = ReadFields(ref reader) };
    }

    private static Mergeable ReadState(ref ByteReader reader)
    {
        var width = TimeSpan.FromTicks((long)reader.Varint());
        _ = reader.Varint();
        return new(width, reader.Bytes().ToArray());
    }

    private static KeyValuePair<string, string>[] ReadTags(ref ByteReader reader)
    {
        var tags = new KeyValuePair<string, string>[reader.Count()];
        for (var index = 0; index < tags.Length; index++) tags[index] = new(reader.Text(), reader.Text());
        return tags;
    }

    private static KeyValuePair<string, FieldValue>[] ReadFields(ref ByteReader reader)
    {
        var fields = new KeyValuePair<string, FieldValue>[reader.Count()];
        for (var index = 0; index < fields.Length; index++) fields[index] = new(reader.Text(), ReadValue(ref reader));
        return fields;
    }

    private static FieldValue ReadValue(ref ByteReader reader) => reader.Byte() switch
    {
        (byte)FieldKind.Number => FieldValue.Of(BitConverter.UInt64BitsToDouble(reader.Fixed())),
        (byte)FieldKind.Boolean => FieldValue.Of(reader.Byte() != 0),
        (byte)FieldKind.Text => FieldValue.Of(reader.Text()),
        Whole => FieldValue.Of((long)reader.Fixed()),
        Digits => WholeNumber.OfDigits(reader.Text()),
        var kind => throw new InvalidDataException($"a field of unknown kind {kind}"),
    };

    private static DateTimeOffset Time(ulong ticks) => new((long)ticks, TimeSpan.Zero);
}

/// <summary>A commit without its points.</summary>
/// <param name="Binding">Whose.</param>
/// <param name="Cursor">Journal position up to which the binding counts as emitted.</param>
/// <param name="Points">How many follow.</param>
/// <param name="Merged">How many do not, as they are part of others.</param>
internal readonly record struct OutboxHead(BindingIdentity Binding, long Cursor, int Points, int Merged = 0)
{
    /// <summary>Whether the traces of sampled points stand behind them.</summary>
    public bool HasTraces { get; init; }
}
