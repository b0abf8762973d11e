using System.Text.Json;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>Where the elements of a message are that <see cref="JsonEachPath"/> leads to, and the objects around each.</summary>
internal sealed class JsonElementIndex(JsonEachPath path)
{
    /// <summary>Most elements of a message: a binding takes no more events of one.</summary>
    public const int ElementLimit = 100_000;

    private readonly List<JsonElementPlace> _elements = [];
    private readonly List<JsonObjectPlace> _objects = [];
    private int _found;

    /// <summary>How many elements there are.</summary>
    public int Count => _elements.Count;

    /// <summary>How many elements of an array on the way do not have what comes next, and so no event.</summary>
    public int PassedOver { get; private set; }

    /// <summary>One of the elements.</summary>
    public JsonElementPlace this[int index] => _elements[index];

    /// <summary>An object around elements.</summary>
    public JsonObjectPlace ObjectAt(int index) => _objects[index];

    /// <summary>Looks through the text at the reader; says what is wrong, or null.</summary>
    public string? Read(ref Utf8JsonReader reader)
    {
        _elements.Clear();
        _objects.Clear();
        (_found, PassedOver) = (0, 0);
        if (path.Levels.Count == 0) return ReadElements(ref reader, -1, "the payload");
        if (reader.TokenType != JsonTokenType.StartObject) return $"the payload is {Describe(reader)}, not an object";
        var error = ReadObject(ref reader, level: 0, parent: -1);
        return error ?? (_found > 0 ? null : $"the message has no '{path.Text}'");
    }

    private string? ReadObject(ref Utf8JsonReader reader, int level, int parent)
    {
        var start = (int)reader.TokenStartIndex;
        var self = _objects.Count;
        _objects.Add(new(start, 0, level, parent, parent < 0 ? 0 : _objects[parent].Depth + 1));
        var error = ReadNames(ref reader, level, self);
        _objects[self] = _objects[self] with { Length = (int)reader.BytesConsumed - start };
        return error;
    }

    private string? ReadNames(ref Utf8JsonReader reader, int level, int self)
    {
        string? error = null;
        while (error is null && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isOnPath = reader.ValueTextEquals(path.Levels[level].Name);
            reader.Read();
            if (isOnPath && reader.TokenType != JsonTokenType.Null) error = Follow(ref reader, level, self);
            else reader.Skip();
        }

        return error;
    }

    private string? Follow(ref Utf8JsonReader reader, int level, int self)
    {
        var (name, isArray) = path.Levels[level];
        if (!isArray)
        {
            return reader.TokenType == JsonTokenType.StartObject
                ? ReadNames(ref reader, level + 1, self)
                : Astray(reader, name, "an object");
        }

        if (level == path.Levels.Count - 1) return ReadElements(ref reader, self, $"'{Text(name)}' at byte {reader.TokenStartIndex}");
        if (reader.TokenType != JsonTokenType.StartArray) return Astray(reader, name, "an array");
        var isEmpty = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isEmpty = false;
            if (reader.TokenType != JsonTokenType.StartObject)
                return $"an element of '{Text(name)}' at byte {reader.TokenStartIndex} is {Describe(reader)}, not an object";
            if (_objects.Count >= ElementLimit) return TooMany();
            var before = _found;
            if (ReadObject(ref reader, level + 1, self) is { } error) return error;
            if (_found == before) PassedOver++;
        }

        if (isEmpty) _found++;
        return null;
    }

    private string? ReadElements(ref Utf8JsonReader reader, int parent, string what)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return $"{what} is {Describe(reader)}, not an array";
        _found++;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (_elements.Count >= ElementLimit) return TooMany();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _elements.Add(new(start, (int)reader.BytesConsumed - start, parent, index));
        }

        return null;
    }

    private string Astray(in Utf8JsonReader reader, byte[] name, string what) =>
        $"'{Text(name)}' at byte {reader.TokenStartIndex} is {Describe(reader)}, not {what}, on the way of 'each: {path.Text}'";

    private static string TooMany() => $"the message has more than {ElementLimit} elements";

    private static string Text(byte[] name) => System.Text.Encoding.UTF8.GetString(name);

    private static string Describe(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "a JSON object",
        JsonTokenType.StartArray => "a JSON array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };
}

/// <summary>Where an element is.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Parent">The nearest object around it; -1 where there is none.</param>
/// <param name="Index">Its number in its array.</param>
internal readonly record struct JsonElementPlace(int Start, int Length, int Parent, int Index);

/// <summary>Where an object around elements is.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Level">The level of the path at which its names are.</param>
/// <param name="Parent">The next object around it; -1 for the message itself.</param>
/// <param name="Depth">How many are around it.</param>
internal readonly record struct JsonObjectPlace(int Start, int Length, int Level, int Parent, int Depth);
