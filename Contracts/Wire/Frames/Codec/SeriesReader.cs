using System.Text.Json;
using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>
/// Reads the blocks of a frame. What is wrong with a name or a value is the fault of the points that have it, not of the frame: it is read
/// as one that no point may have, and <see cref="FrameCodec"/> refuses those points.
/// </summary>
internal static class SeriesReader
{
    private static readonly string[] BlockMembers =
        ["binding", "version", "measurement", "count", "tags", "time", "window", "sequence", "revision", "partial", "fields", "shared"];

    private static readonly string[] TagMembers = ["name", "values", "index"];

    private static readonly string[] FieldMembers = ["name", "values"];

    private static readonly string[] TimeMembers = ["unit", "base", "step"];

    /// <summary>The blocks, in their order.</summary>
    /// <exception cref="FrameFormatException">They are none.</exception>
    public static List<SeriesBlock> Read(ref FrameJsonCursor json) =>
        json.Column("series", static (ref FrameJsonCursor block, string _) => Block(ref block));

    private static SeriesBlock Block(ref FrameJsonCursor json)
    {
        json.Count(FrameLimits.BlockEntries);
        var members = new FrameMembers(BlockMembers, "a block");
        var (binding, version, measurement, count) = (string.Empty, string.Empty, string.Empty, 0L);
        IReadOnlyList<TagColumn> tags = [];
        IReadOnlyList<FieldColumn> fields = [];
        TimeColumn? time = null;
        List<long>? window = null;
        List<long> sequence = [];
        List<int>? revision = null;
        List<bool>? partial = null;
        var shared = false;
        for (json.Begin("a block"); json.Named(ref members) is var member && member >= 0;)
        {
            switch (BlockMembers[member])
            {
                case "binding": binding = NameOrEmpty(ref json); break;
                case "version": version = NameOrEmpty(ref json); break;
                case "measurement": measurement = NameOrEmpty(ref json); break;
                case "count": count = json.Integer("count", 0, FrameLimits.Points); break;
                case "tags": tags = json.Column("tags", static (ref FrameJsonCursor entry, string _) => Tag(ref entry)); break;
                case "time": time = Time(ref json); break;
                case "window": window = json.Optional("window", Length); break;
                case "sequence": sequence = json.Column("sequence", Step); break;
                case "revision": revision = json.Optional("revision", Revision); break;
                case "partial": partial = json.Optional("partial", Flag); break;
                case "shared": shared = Flag(ref json, "shared"); break;
                case "fields": fields = json.Column("fields", static (ref FrameJsonCursor entry, string _) => Field(ref entry)); break;
            }
        }

        members.Require("binding", "version", "measurement", "count", "tags", "time", "sequence", "fields");
        return new SeriesBlock
        {
            Binding = binding,
            Version = version,
            Measurement = measurement,
            Count = (int)count,
            Tags = tags,
            Time = time!,
            Window = window,
            Sequence = sequence,
            Revision = revision,
            Partial = partial,
            Fields = fields,
            Shared = shared,
        };
    }

    private static TagColumn Tag(ref FrameJsonCursor json)
    {
        json.Count(FrameLimits.ColumnEntries);
        var members = new FrameMembers(TagMembers, "a tag");
        var name = string.Empty;
        List<string> values = [];
        List<int>? index = null;
        for (json.Begin("a tag"); json.Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) name = NameOrEmpty(ref json);
            else if (member == 1) values = json.Column(name, static (ref FrameJsonCursor entry, string _) => entry.TextOrNull()!);
            else index = json.Optional(
                name, static (ref FrameJsonCursor entry, string tag) => (int)entry.Integer($"an index of tag {tag}", 0, int.MaxValue));
        }

        members.Require("name", "values");
        return new(name, values, index);
    }

    private static FieldColumn Field(ref FrameJsonCursor json)
    {
        json.Count(FrameLimits.ColumnEntries);
        var members = new FrameMembers(FieldMembers, "a field");
        var name = string.Empty;
        List<FieldValue> values = [];
        for (json.Begin("a field"); json.Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) name = NameOrEmpty(ref json);
            else values = json.Column(name, static (ref FrameJsonCursor entry, string _) => Value(ref entry));
        }

        members.Require("name", "values");
        return new(name, values);
    }

    private static TimeColumn Time(ref FrameJsonCursor json)
    {
        var members = new FrameMembers(TimeMembers, "time");
        var (unit, origin) = (string.Empty, 0L);
        List<long> step = [];
        for (json.Begin("time"); json.Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) unit = json.Name("time.unit");
            else if (member == 1) origin = json.Integer("time.base", long.MinValue, long.MaxValue);
            else step = json.Column("time.step", Step);
        }

        members.Require("unit", "base", "step");
        return new(unit, origin, step);
    }

    // One that is too long is kept just long enough to be refused: it goes into counts, logs and the dead letters of every point of it.
    private static string NameOrEmpty(ref FrameJsonCursor json)
    {
        var name = json.TextOrNull() ?? string.Empty;
        if (name.Length <= FrameLimits.NameCharacters + 1) return name;
        var isPair = char.IsHighSurrogate(name[FrameLimits.NameCharacters]);
        return name[..(FrameLimits.NameCharacters + (isPair ? 2 : 1))];
    }

    // A store has no word for infinity either, and a number beyond a double's range is read as one.
    private static FieldValue Value(ref FrameJsonCursor json)
    {
        switch (json.Json.TokenType)
        {
            case JsonTokenType.Number: return WholeNumber.TryRead(ref json.Json, out var number) ? number : FieldValue.Missing;
            case JsonTokenType.True: return FieldValue.Of(true);
            case JsonTokenType.False: return FieldValue.Of(false);
            case JsonTokenType.Null: return FieldValue.Null;
            default: return json.TextOrNull() is { } text ? FieldValue.Of(text) : FieldValue.Missing;
        }
    }

    private static long Step(ref FrameJsonCursor json, string column) =>
        json.Integer($"an entry of {column}", long.MinValue, long.MaxValue);

    private static long Length(ref FrameJsonCursor json, string column) => json.NumberOrNull() ?? FrameCodec.NoLength;

    private static int Revision(ref FrameJsonCursor json, string column) =>
        json.NumberOrNull() is >= 0 and <= int.MaxValue and var revision ? (int)revision : FrameCodec.NoRevision;

    private static bool Flag(ref FrameJsonCursor json, string column) =>
        json.Json.TokenType is JsonTokenType.True or JsonTokenType.False
            ? json.Json.GetBoolean()
            : throw new FrameFormatException($"an entry of {column} is neither true nor false");
}
