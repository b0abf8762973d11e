using System.Text.Json;
using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Bus;

/// <content>The blocks.</content>
internal ref partial struct FrameJsonReader
{
    private static readonly string[] BlockMembers =
        ["binding", "version", "measurement", "count", "tags", "time", "window", "sequence", "revision", "partial", "fields", "shared"];

    private static readonly string[] TagMembers = ["name", "values", "index"];

    private static readonly string[] FieldMembers = ["name", "values"];

    private static readonly string[] TimeMembers = ["unit", "base", "step"];

    private List<SeriesBlock> Series() => Column("series", static (ref FrameJsonReader reader, string _) => reader.Block());

    private SeriesBlock Block()
    {
        Count(FrameLimits.BlockEntries);
        var members = new Members(BlockMembers, "a block");
        var (binding, version, measurement, count) = (string.Empty, string.Empty, string.Empty, 0L);
        IReadOnlyList<TagColumn> tags = [];
        IReadOnlyList<FieldColumn> fields = [];
        TimeColumn? time = null;
        List<long>? window = null;
        List<long> sequence = [];
        List<int>? revision = null;
        List<bool>? partial = null;
        var shared = false;
        for (Begin("a block"); Named(ref members) is var member && member >= 0;)
        {
            switch (BlockMembers[member])
            {
                case "binding": binding = NameOrEmpty(); break;
                case "version": version = NameOrEmpty(); break;
                case "measurement": measurement = NameOrEmpty(); break;
                case "count": count = Integer("count", 0, FrameLimits.Points); break;
                case "tags": tags = Column("tags", static (ref FrameJsonReader reader, string _) => reader.Tag()); break;
                case "time": time = Time(); break;
                case "window": window = Optional("window", Length); break;
                case "sequence": sequence = Column("sequence", Step); break;
                case "revision": revision = Optional("revision", Revision); break;
                case "partial": partial = Optional("partial", Flag); break;
                case "shared": shared = Flag(ref this, "shared"); break;
                case "fields": fields = Column("fields", static (ref FrameJsonReader reader, string _) => reader.Field()); break;
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

    private TagColumn Tag()
    {
        Count(FrameLimits.ColumnEntries);
        var members = new Members(TagMembers, "a tag");
        var name = string.Empty;
        List<string> values = [];
        List<int>? index = null;
        for (Begin("a tag"); Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) name = NameOrEmpty();
            else if (member == 1) values = Column(name, static (ref FrameJsonReader reader, string _) => reader.TextOrNull()!);
            else index = Optional(
                name, static (ref FrameJsonReader reader, string tag) => (int)reader.Integer($"an index of tag {tag}", 0, int.MaxValue));
        }

        members.Require("name", "values");
        return new(name, values, index);
    }

    private FieldColumn Field()
    {
        Count(FrameLimits.ColumnEntries);
        var members = new Members(FieldMembers, "a field");
        var name = string.Empty;
        List<FieldValue> values = [];
        for (Begin("a field"); Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) name = NameOrEmpty();
            else values = Column(name, static (ref FrameJsonReader reader, string _) => reader.Value());
        }

        members.Require("name", "values");
        return new(name, values);
    }

    private TimeColumn Time()
    {
        var members = new Members(TimeMembers, "time");
        var (unit, origin) = (string.Empty, 0L);
        List<long> step = [];
        for (Begin("time"); Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) unit = Name("time.unit");
            else if (member == 1) origin = Integer("time.base", long.MinValue, long.MaxValue);
            else step = Column("time.step", Step);
        }

        members.Require("unit", "base", "step");
        return new(unit, origin, step);
    }

    private List<T>? Optional<T>(string column, ReadEntry<T> read) => Is(JsonTokenType.Null) ? null : Column(column, read);

    // What is wrong with a name or a value is the fault of the points that have it, not of the frame: it is read as one that no point may
    // have, and FrameCodec refuses those points.
    // A name that is too long is kept just long enough to be refused: it goes into counts, logs and the dead letters of every one of its
    // points.
    private string NameOrEmpty()
    {
        var name = TextOrNull() ?? string.Empty;
        if (name.Length <= FrameLimits.NameCharacters + 1) return name;
        var isPair = char.IsHighSurrogate(name[FrameLimits.NameCharacters]);
        return name[..(FrameLimits.NameCharacters + (isPair ? 2 : 1))];
    }

    private string? TextOrNull()
    {
        try
        {
            if (Is(JsonTokenType.String)) return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            // No UTF-8, or half of a surrogate pair.
            return null;
        }

        _json.Skip();
        return null;
    }

    // A store has no word for infinity either, and a number beyond a double's range is read as one.
    private FieldValue Value()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.Number: return WholeNumber.TryRead(ref _json, out var number) ? number : FieldValue.Missing;
            case JsonTokenType.True: return FieldValue.Of(true);
            case JsonTokenType.False: return FieldValue.Of(false);
            case JsonTokenType.Null: return FieldValue.Null;
            default: return TextOrNull() is { } text ? FieldValue.Of(text) : FieldValue.Missing;
        }
    }

    private static long Step(ref FrameJsonReader reader, string column) =>
        reader.Integer($"an entry of {column}", long.MinValue, long.MaxValue);

    private static long Length(ref FrameJsonReader reader, string column) => reader.Number() ?? FrameCodec.NoLength;

    private static int Revision(ref FrameJsonReader reader, string column) =>
        reader.Number() is >= 0 and <= int.MaxValue and var revision ? (int)revision : FrameCodec.NoRevision;

    private long? Number()
    {
        if (Is(JsonTokenType.Number) && _json.TryGetInt64(out var number)) return number;
        _json.Skip();
        return null;
    }

    private static bool Flag(ref FrameJsonReader reader, string column) =>
        reader._json.TokenType is JsonTokenType.True or JsonTokenType.False
            ? reader._json.GetBoolean()
            : throw new FrameFormatException($"an entry of {column} is neither true nor false");
}
