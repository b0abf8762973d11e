using System.Text;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.FunctionDispatcher.Tests.Triggers;

/// <summary>CloudEvents over HTTP, by the examples of its binding: section 3.1.4 binary, 3.2.4 structured, 3.1.3.2 for values.</summary>
public sealed class CloudEventRequestTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: events
            trigger: { http: "POST /someresource/{place}" }
            decode: cloudevents
            event_time: { field: time, future_limit: 365d }
            function: { builtin: pass, with: { fields: [id, source, type, subject, ext, data.t, data, data_base64, place] } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public CloudEventRequestTests() => File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), Bindings);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Both_modes_give_the_same_event()
    {
        var binary = Ask(
            """
            headers:
              ce-specversion: "1.0"
              ce-type: com.example.someevent
              ce-time: "2018-04-05T03:56:24Z"
              ce-id: 1234-1234-1234
              ce-source: /mycontext/subcontext
              ce-subject: Euro%20%E2%82%AC%20%F0%9F%98%80
              ce-ext: '"a \"b\" %25"'
            content_type: application/json; charset=utf-8
            payload: '{"t":21.5}'
            """);
        var structured = Ask(
            """
            content_type: application/cloudevents+json; charset=utf-8
            payload: >-
              {"specversion":"1.0","type":"com.example.someevent","time":"2018-04-05T03:56:24Z","id":"1234-1234-1234",
              "source":"/mycontext/subcontext","subject":"Euro € 😀","ext":"a \"b\" %","data":{"t":21.5}}
            """);

        Assert.Equal(
            """answer 200 [{"time":"2018-04-05T03:56:24Z","place":"north","id":"1234-1234-1234","source":"/mycontext/subcontext",""" +
            "\"type\":\"com.example.someevent\",\"subject\":\"Euro € \\uD83D\\uDE00\",\"ext\":\"a \\\"b\\\" %\",\"data.t\":21.5}]",
            binary);
        Assert.Equal(binary, structured);
    }

    [Theory]
    [InlineData("text/plain", "hello", "\"data\":\"hello\"")]
    [InlineData("image/jpeg", "hello", "\"data_base64\":\"aGVsbG8=\"")]
    public void Data_are_read_by_their_type(string type, string body, string field) => Assert.Contains(field, Ask(Binary(type, body)));

    [Theory]
    [InlineData("application/json", "{", "answer 400 {\"error\":\"the body is not JSON")]
    [InlineData("application/cloudevents-batch+json", "[]", "answer 400 {\"error\":\"a request is one event: send each event of a batch")]
    [InlineData("application/cloudevents+avro", "x", "answer 400 {\"error\":\"CloudEvents as application/cloudevents+avro are not read")]
    [InlineData("application/cloudevents+json", "{}", "answer 400 {\"error\":\"'specversion' is missing\"}")]
    public void What_is_no_event_is_told_to_whoever_sent_it(string type, string body, string answer) =>
        Assert.StartsWith(answer, Plain(Ask(Binary(type, body))), StringComparison.Ordinal);

    [Fact]
    public void A_header_cannot_take_the_place_of_what_the_request_is()
    {
        var call = new HttpCall("7", "POST", "/x", [new("place", "north")], [], [], Encoding.UTF8.GetBytes("{}"))
        {
            IsCloudEvent = true, ContentType = "application/json",
            EventHeaders = [new("ce-request", "8"), new("ce-place", "south"), new("ce-Bad-Name", "x"), new("ce-", "y"), new("CE-Id", "1")],
        };

        Assert.True(RequestDocument.TryWrite(call, out var document, out _));

        Assert.Equal("7", RequestDocument.IdOf(document));
        var text = Encoding.UTF8.GetString(document);
        Assert.DoesNotContain("south", text);
        Assert.DoesNotContain("\"x\"", text);
        Assert.Contains("\"id\":\"1\"", text);
    }

    [Theory]
    [InlineData("decode: { cloudevents: { mode: binary } }", "'mode' is for messages")]
    [InlineData("decode: { cloudevents: { compression: gzip } }", "'compression' is for messages")]
    [InlineData("decode: csv", "'decode' csv is for 'mqtt': every other trigger gives JSON")]
    public void What_a_request_cannot_have_is_told(string decode, string problem)
    {
        var file = BindingsFile.Parse(Bindings.Replace("decode: cloudevents", decode, StringComparison.Ordinal), "f.yaml");

        Assert.Contains(problem, Assert.Single(file.Problems).Message);
    }

    private static string Plain(string json) => json.Replace("\\u0027", "'", StringComparison.Ordinal);

    private static string Binary(string type, string body) =>
        $"""
        headers: {"{"} ce-specversion: "1.0", ce-type: t, ce-id: "1", ce-source: /s, ce-time: "2018-04-05T03:56:24Z" {"}"}
        content_type: {type}
        payload: '{body}'
        """;

    private string Ask(string request)
    {
        var path = Path.Combine(_folder, $"requests{CasesFile.Ending}");
        var lines = request.Split('\n').Select(line => $"        {line}");
        const string head = "bindings: bindings.yaml\ncases:\n  - name: c\n    events:\n      - at: 1s\n";
        File.WriteAllText(path, $"{head}        request: POST /someresource/north\n{string.Join('\n', lines)}\n");
        var result = CaseSuite.Run(path);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        return result.Cases.Single().Actual.SingleOrDefault(line => line.StartsWith("answer", StringComparison.Ordinal))
            ?? result.Cases.Single().Failure!;
    }
}
