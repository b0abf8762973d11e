using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// Reads what a function outside the process answers: <c>null</c>, one measurement, a list of them, or <c>{"error": "…"}</c>. Strict:
/// what it does not know is a problem, because a mistyped key would be a result that is silently missing.
/// </summary>
internal static class CallAnswer
{
    /// <summary>Longest answer, in bytes.</summary>
    public const int SizeLimit = 1 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <summary>The measurements of an answer, or the sentence that says what is wrong with it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> answer, List<Measurement> measurements, out AnswerProblem problem)
    {
        problem = default;
        try
        {
            using var document = JsonDocument.Parse(answer, Options);
            ReadRoot(document.RootElement, measurements);
            return true;
        }
        catch (JsonException broken)
        {
            problem = new(false, $"its answer is {JsonProblem.Describe(broken, answer.Span)}");
        }
        catch (InvalidOperationException)
        {
            problem = new(false, "its answer has text with half a surrogate pair");
        }
        catch (AnswerException wrong)
        {
            problem = new(wrong.IsRefusal, wrong.Message);
        }

        measurements.Clear();
        return false;
    }

    private static void ReadRoot(JsonElement root, List<Measurement> measurements)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Null: break;
            case JsonValueKind.Array: ReadList(root, measurements); break;
            case JsonValueKind.Object when root.TryGetProperty("error", out var error):
                throw new AnswerException(
                TextOf("error", error), isRefusal: true);
            case JsonValueKind.Object: measurements.Add(ReadOne(root)); break;
            default: throw new AnswerException($"its answer is {Describe(root)}, not null, a measurement or a list of them");
        }
    }

    private static void ReadList(JsonElement list, List<Measurement> measurements)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw new AnswerException($"its answer lists {Describe(item)}, not a measurement");
            measurements.Add(ReadOne(item));
        }
    }

    private static Measurement ReadOne(JsonElement measurement)
    {
        string? name = null;
        DateTimeOffset? time = null;
        List<KeyValuePair<string, string>> tags = [];
        List<KeyValuePair<string, FieldValue>>? fields = null;
        foreach (var property in measurement.EnumerateObject())
        {
            switch (property.Name)
            {
                case "name": name = TextOf("name", property.Value); break;
                case "time": time = TimeOf(property.Value); break;
                case "tags":
                    tags = [.. Entries("tags", property.Value)
                    .Select(t => KeyValuePair.Create(t.Name, TextOf($"the tag '{t.Name}'", t.Value)))]; break;
                case "fields":
                    fields = [.. Entries("fields", property.Value)
                    .Select(f => KeyValuePair.Create(f.Name, ValueOf($"the field '{f.Name}'", f.Value)))]; break;
                default:
                    throw new AnswerException(
                    $"its answer has an unknown key '{property.Name}'; a measurement has name, time, tags and fields");
            }
        }

        return new()
        {
            Name = name, Time = time, Tags = tags,
            Fields = fields ?? throw new AnswerException("its answer has a measurement without fields")
        };
    }

    private static JsonElement.ObjectEnumerator Entries(string what, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new AnswerException(
            $"in its answer, {what} is {Describe(value)}, not a mapping");

    private static string TextOf(string what, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new AnswerException(
            $"in its answer, {what} is {Describe(value)}, not a text");

    private static DateTimeOffset TimeOf(JsonElement value) =>
        TimestampParser.TryParse(ValueOf("time", value), out var time) ? time : throw new AnswerException(
            $"in its answer, time is no time: {value}");

    private static FieldValue ValueOf(string what, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => FieldValue.Null,
        JsonValueKind.True or JsonValueKind.False => FieldValue.Of(value.GetBoolean()),
        JsonValueKind.String => FieldValue.Of(value.GetString()),
        JsonValueKind.Number when double.IsFinite(value.GetDouble()) => WholeNumber.Read(value),
        JsonValueKind.Number => throw new AnswerException($"in its answer, {what} is too large a number"),
        _ => throw new AnswerException($"in its answer, {what} is {Describe(value)}, not a single value"),
    };

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "a mapping",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private sealed class AnswerException(string message, bool isRefusal = false) : Exception(message)
    {
        public bool IsRefusal { get; } = isRefusal;
    }
}

/// <summary>Why an answer gives no measurements.</summary>
/// <param name="IsRefusal">The function said so itself, with <c>error</c>.</param>
/// <param name="Sentence">The function's own words, or what is wrong with the answer.</param>
internal readonly record struct AnswerProblem(bool IsRefusal, string Sentence);
