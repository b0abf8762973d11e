using System.Text;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Tests.Discovery.Parts;

/// <summary>Recordings: what is read of them, and what is refused with its place.</summary>
public sealed class RecordedMessagesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_line_of_mosquitto_sub_is_a_message()
    {
        var topic = Assert.Single(Read(
            "{\"tst\":\"2026-01-01T13:00:00.25+0100\",\"topic\":\"a/b\",\"qos\":1,\"retain\":1,"
            + "\"payloadlen\":4,\"payload\":\"21.5\"}").Topics);
        var message = Assert.Single(topic.Messages);
        Assert.Equal(("a/b", 1, true, "21.5"), (message.Topic, message.Qos, message.Retained,
            Encoding.UTF8.GetString(message.Payload.Span)));
        Assert.Equal(Heard.Start.AddMilliseconds(250), message.ReceivedAt);
    }

    [Theory]
    [InlineData("{\"topic\": \"a\", \"payload\": {\"v\": 1.50}}", "{\"v\": 1.50}")]
    [InlineData("{\"topic\": \"a\", \"payload\": [1, 2]}", "[1, 2]")]
    [InlineData("{\"topic\": \"a\", \"payload\": 21.50}", "21.50")]
    [InlineData("{\"topic\": \"a\", \"payload\": true}", "true")]
    [InlineData("{\"topic\": \"a\", \"payload\": null}", "")]
    [InlineData("{\"topic\": \"a\"}", "")]
    [InlineData("{\"topic\": \"a\", \"payload_base64\": \"MjEuNQ==\"}", "21.5")]
    public void A_payload_may_be_JSON_itself_or_bytes(string line, string payload) =>
        Assert.Equal(payload, Encoding.UTF8.GetString(Read(line).Topics[0].Messages[0].Payload.Span));

    [Fact]
    public void Lines_without_a_time_are_taken_and_said_to_have_none()
    {
        var recording = Read("{\"topic\": \"a\", \"payload\": \"1\"}\n\n{\"topic\": \"a\", \"payload\": \"2\"}");
        Assert.Equal((2L, false), (recording.Messages, recording.HasTimes));
    }

    [Theory]
    [InlineData("{", ":1: not JSON at character")]
    [InlineData("[1]", ":1: no 'topic'")]
    [InlineData("{\"topic\": \"\"}", ":1: no 'topic'")]
    [InlineData("{\"topic\": 5}", ":1: no 'topic'")]
    [InlineData("{\"topic\": \"a\"}\n{\"topic\": \"a\", \"payload_base64\": \"?\"}", ":2: 'payload_base64' is not base64")]
    [InlineData("{\"topic\": \"a\", \"payload\": \"\\ud800\"}", ":1: a text in it has half a character")]
    public void What_is_no_recording_is_refused_with_its_place(string content, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => Read(content)).Message);

    [Fact]
    public void A_recording_that_is_full_takes_no_more_of_a_file()
    {
        var recording = new MessageRecording(new() { Messages = 1 });
        RecordedMessages.Read(File("m.ndjson", "{\"topic\": \"a\"}\nnonsense"), default, recording);
        Assert.Equal("1 messages", recording.Full);
    }

    [Fact]
    public void The_messages_of_golden_cases_are_those_of_their_events()
    {
        var file = File("m.cases.yaml", """
            bindings: b.yaml
            cases:
              - name: one
                start: 2026-01-01T12:00:00Z
                events:
                  - { at: 1s, topic: a/b, payload: "21.5", qos: 0 }
                  - { at: 2s, topic: a/b, payload_base64: MjEuNg==, retain: true }
                  - { at: 5s }
            """);
        var recording = new MessageRecording();
        RecordedMessages.Read(file, default, recording);
        Assert.Equal(
            [(Heard.Start.AddSeconds(1), 0, false), (Heard.Start.AddSeconds(2), 1, true)],
            recording.Topics[0].Messages.Select(m => (m.ReceivedAt, m.Qos, m.Retained)));
    }

    [Fact]
    public void Golden_cases_that_cannot_be_read_are_refused_with_their_place() => Assert.Contains(
        "m.cases.yaml:1:", Assert.Throws<FormatException>(() => RecordedMessages.Read(File("m.cases.yaml", "nonsense: 1"), default,
            new())).Message);

    private MessageRecording Read(string content)
    {
        var recording = new MessageRecording();
        RecordedMessages.Read(File("m.ndjson", content), Heard.Start, recording);
        return recording;
    }

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
