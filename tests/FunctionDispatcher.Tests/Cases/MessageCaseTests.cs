using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>A message as it was recorded can be written down whole, with what it says about itself.</summary>
public sealed class MessageCaseTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: told
            trigger: { mqtt: "plant/{device}" }
            set:
              asked: base64_decode($correlation_data)
            function:
              builtin: pass
              with:
                fields: [$qos, $retain, $content_type, $payload_format, $response_topic, asked, $message_expiry, $user.site, $user.n-1]
            emit: { measurement: told, tags: [device] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public MessageCaseTests() => File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), Bindings);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Everything_a_message_says_is_there()
    {
        var result = Run(
            """
            - at: 1s
              topic: plant/p1
              payload: "{}"
              qos: 2
              retain: true
              content_type: application/json
              payload_format: utf8
              response_topic: answers/p1
              correlation_data_base64: aWQtNw==
              message_expiry: 2m
              properties: { site: north, n-1: "1" }
            - { at: 2s, topic: plant/p1, payload: "{}", qos: 0, payload_format: binary }
            """);

        Assert.Equal(
            [
                "told,device=p1 $qos=2 $retain=true $content_type=\"application/json\" $payload_format=\"utf8\" "
                + "$response_topic=\"answers/p1\" asked=\"id-7\" $message_expiry=120 $user.site=\"north\" $user.n-1=\"1\" @1s",
                "told,device=p1 $qos=0 $retain=false $payload_format=\"binary\" @2s",
            ],
            result.Cases.Single().Actual);
    }

    [Theory]
    [InlineData("- { at: 1s, content_type: a/b }", "a 'content_type' needs a 'topic' or a 'request'")]
    [InlineData("- { at: 1s, topic: t, headers: { a: b } }", "'headers' are for requests: give a 'request'")]
    [InlineData("- { at: 1s, request: GET /x, properties: { a: b } }", "'properties' is for messages: give a 'topic'")]
    [InlineData("- { at: 1s, topic: t, correlation_data_base64: '?' }", "'correlation_data_base64' is not base64")]
    public void What_no_message_has_is_told(string input, string problem) =>
        Assert.Contains(problem, Assert.Single(Run(input).Problems).Message);

    [Fact]
    public void A_part_that_no_packet_can_carry_is_told() => Assert.Contains(
        "'properties' has a part of more than 65,535 bytes",
        Assert.Single(Run($"- {{ at: 1s, topic: t, properties: {{ a: {new string('x', 65_536)} }} }}").Problems).Message);

    private CaseSuiteResult Run(string events)
    {
        var path = Path.Combine(_folder, $"told{CasesFile.Ending}");
        File.WriteAllText(path, $"bindings: bindings.yaml\ncases:\n  - name: told\n    events:\n{Indented(events)}\n");
        return CaseSuite.Run(path);
    }

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => $"      {line}"));
}
