using System.Text;
using System.Text.Json;
using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Discovery.Messages;

/// <summary>
/// Reads recorded messages: a file of golden cases, whose events are messages, or a JSON object a line, as <c>mosquitto_sub -F %j</c>
/// writes it.
/// </summary>
public static class RecordedMessages
{
    /// <summary>Longest line, in characters.</summary>
    private const int LineLimit = 4 << 20;

    /// <summary>Reads a file into a recording, as far as there is room.</summary>
    /// <param name="path">The file.</param>
    /// <param name="otherwise">When a message was heard that says nothing of it.</param>
    /// <param name="recording">Takes the messages.</param>
    /// <exception cref="FormatException">It is no such file; the message names the place and what would do.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Read(string path, DateTimeOffset otherwise, MessageRecording recording)
    {
        if (path.EndsWith(CasesFile.Ending, StringComparison.Ordinal)) ReadCases(path, recording);
        else ReadLines(path, otherwise, recording);
    }

    private static void ReadCases(string path, MessageRecording recording)
    {
        var result = CasesFile.Load(path);
        if (result.Config is not { } cases) throw new FormatException(result.Problems[0].Render().Split('\n', 2)[0].TrimEnd());
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var one in cases.Cases)
        {
            // The file has been checked.
            if (!CasesFile.TryParse(one.Start, out var start)) continue;
            foreach (var input in one.Events)
            {
                if (input.Topic is not { } topic) continue;
                var message = new SeenMessage(topic, input.Bytes(folder), start + input.At) { Qos = input.Qos, Retained = input.Retain };
                if (!recording.Add(message)) return;
            }
        }
    }

    private static void ReadLines(string path, DateTimeOffset otherwise, MessageRecording recording)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (line.Length > LineLimit) throw new FormatException($"{path}:{number}: the line is longer than {LineLimit} characters");
            if (!recording.Add(MessageOf(line, $"{path}:{number}", otherwise, recording))) return;
        }
    }

    private static SeenMessage MessageOf(string line, string place, DateTimeOffset otherwise, MessageRecording recording)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("topic", out var topic)
                || topic.ValueKind != JsonValueKind.String || topic.GetString() is not { Length: > 0 } name)
                throw new FormatException($"{place}: no 'topic'; {Advice}");
            if (TimeOf(root) is not { } time)
            {
                recording.HasTimes = false;
                time = otherwise;
            }

            return new(name, PayloadOf(root, place), time) { Qos = NumberOf(root, "qos"), Retained = NumberOf(root, "retain") == 1 };
        }
        catch (JsonException error)
        {
            throw new FormatException($"{place}: not JSON at character {error.BytePositionInLine + 1}; {Advice}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"{place}: a text in it has half a character; {Advice}", error);
        }
    }

    private const string Advice = "every line is a JSON object with tst (the time), topic, qos, retain and payload, "
        + "as mosquitto_sub -F %j writes it, or payload_base64";

    private static DateTimeOffset? TimeOf(JsonElement root) =>
        root.TryGetProperty("tst", out var time) && time.ValueKind == JsonValueKind.String
        && Decoders.TimestampParser.TryParse(time.GetString(), out var read) ? read : null;

    private static byte[] PayloadOf(JsonElement root, string place)
    {
        if (root.TryGetProperty("payload_base64", out var base64) && base64.ValueKind == JsonValueKind.String)
            return base64.TryGetBytesFromBase64(out var bytes) ? bytes
                : throw new FormatException($"{place}: 'payload_base64' is not base64");
        if (!root.TryGetProperty("payload", out var payload) || payload.ValueKind == JsonValueKind.Null) return [];
        return Encoding.UTF8.GetBytes(payload.ValueKind == JsonValueKind.String ? payload.GetString()! : payload.GetRawText());
    }

    private static int NumberOf(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value)) return 0;
        if (value.ValueKind == JsonValueKind.True) return 1;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 0 and <= 2 ? number : 0;
    }
}
