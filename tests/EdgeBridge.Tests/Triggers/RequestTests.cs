using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Hosting.Http;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Triggers;

/// <summary>Requests to functions, through a real server and a real node.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private const string Bindings =
        """
        bindings:
          - name: measure
            trigger: { http: "POST /measure/{device}", headers: [x-shift] }
            where: temperature > 0
            function: { builtin: pass, with: { fields: [temperature, query.unit, headers.x-shift] } }
            emit: { measurement: measured }
          - name: read
            trigger: { http: "GET /measure/{device}", respond: document }
            function: { builtin: pass, with: { fields: [device] } }
          - name: later
            trigger: { http: "POST /later", respond: accepted }
            function: { builtin: pass, with: { fields: [n] } }
          - name: counted
            trigger: { http: "POST /counted" }
            window: { tumbling: 10s }
            function: { builtin: count }
            emit: { measurement: counted }
          - name: events
            trigger: { http: "POST /events" }
            decode: cloudevents
            function: { builtin: pass, with: { fields: [id, type, data.t] } }
          - name: slow
            trigger: { http: "GET /slow", timeout: 200ms }
            function: { process: "sleep 60" }
          - name: broken
            trigger: { http: "GET /broken" }
            function: { process: "false", timeout: 1s, retry: { attempts: 1, backoff: 1ms } }
        """;

    private readonly TempDirectory _directory = new();
    private TestNode _node = null!;
    private IDisposable _metrics = null!;
    private NodeHttp _endpoint = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync(_directory.Path, Bindings);
        _metrics = EdgeMetrics.Open(_node.Node, _node.Node.Meters.Scope, TimeProvider.System);
        _endpoint = await EdgeHttp.StartAsync(new() { Port = 0 }, _node.Node, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        _client = new() { BaseAddress = _endpoint.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _metrics.Dispose();
        await _endpoint.DisposeAsync();
        await _node.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_request_is_answered_with_the_results_of_its_function_which_are_stored_too()
    {
        using var request = Post("/measure/p1?unit=C", "{\"temperature\": 21.5, \"device\": \"other\"}");
        request.Headers.Add("X-Shift", "early");
        request.Headers.Add("X-Other", "unseen");
        var (status, body, headers) = await SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("""^\[\{"time":"[^"]+","device":"p1","temperature":21.5,"query.unit":"C","headers.x-shift":"early"\}\]$""", body);
        Assert.NotEmpty(headers.GetValues("X-Request-Id"));
        var point = Assert.Single(await _node.ResultsAsync());
        Assert.Equal(("measured", "p1"), (point.Measurement, point.Tags.Single().Value));
        Assert.Equal((1, 0), (_node.Node.Snapshot().MessagesReceived, _node.Node.Snapshot().Unexplained));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_CloudEvent_is_read_in_either_mode(bool isBinary)
    {
        const string event1 = """{"specversion":"1.0","id":"7","source":"/s","type":"a b","data":{"t":1}}""";
        using var request = Post("/events", isBinary ? """{"t":1}""" : event1);
        if (!isBinary) request.Content!.Headers.ContentType = new("application/cloudevents+json") { CharSet = "utf-8" };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [("ce-specversion", "1.0"), ("ce-id", "7"), ("Ce-Source", "/s"), ("CE-Type", "a%20b")])
        {
            if (isBinary) request.Headers.Add(name, value);
        }

        var (status, body, _) = await SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.EndsWith(""","id":"7","type":"a b","data.t":1}]""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_no_CloudEvent_is_told_so()
    {
        using var request = Post("/events", """{"t":1}""");

        var (status, body, _) = await SendAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "{\"error\":\"'specversion' is missing\"}"), (status, body.Replace("\\u0027", "'")));
    }

    [Fact]
    public async Task A_document_is_the_fields_of_the_result() =>
        Assert.Equal((HttpStatusCode.OK, "{\"device\":\"ü 1\"}"), await GetAsync("/measure/%C3%BC%201"));

    [Fact]
    public async Task What_where_turns_away_has_no_content_and_is_in_the_ledger()
    {
        using var request = Post("/measure/p1", "{\"temperature\": -3}");
        Assert.Equal((HttpStatusCode.NoContent, string.Empty), Of(await SendAsync(request)));
        Assert.Equal((1, 1), (Entry("measure").Received, Entry("measure").Filtered));
    }

    [Theory]
    [InlineData("{\"temperature\": ", "the body is not JSON: ")]
    [InlineData("[1, 2]", "the body is not a JSON object, but array")]
    public async Task A_body_that_is_no_event_is_refused_and_never_becomes_one(string body, string reason)
    {
        using var request = Post("/measure/p1", body);
        var (status, answer, _) = await SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
        Assert.Equal(0, Entry("measure").Received);
    }

    [Fact]
    public async Task An_accepted_request_tells_where_its_results_will_be()
    {
        using var request = Post("/later", "{\"n\": 7}");
        var (status, _, headers) = await SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, status);
        var location = headers.Location!.ToString();
        Assert.StartsWith(HttpInvoker.AnswersPath, location, StringComparison.Ordinal);

        var (found, body) = (HttpStatusCode.Accepted, string.Empty);
        for (var tries = 0; tries < 2000 && found == HttpStatusCode.Accepted; tries++) (found, body) = await GetAsync(location);
        Assert.Equal(HttpStatusCode.OK, found);
        Assert.EndsWith("\"n\":7}]", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(HttpInvoker.AnswersPath + "unknown")).Status);
    }

    [Fact]
    public async Task A_window_accepts_and_has_no_answer_of_its_own()
    {
        using var request = Post("/counted", "{}");
        var (status, body, headers) = await SendAsync(request);
        Assert.Equal((HttpStatusCode.Accepted, string.Empty, null), (status, body, headers.Location));
    }

    [Fact]
    public async Task The_wrong_method_is_told_which_ones_there_are_and_an_unknown_path_that_there_is_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/measure/p1") { Content = Json("{}") };
        var (status, _, _) = await SendAsync(request);
        using var response = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/measure/p1") { Content = Json("{}") }, Stop);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, status);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/measure")).Status);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        using var large = Post("/measure/p1", $"{{\"temperature\": 1{new string(' ', FunctionEndpoints.BodyLimit)}}}");
        using var fits = Post("/measure/p1", $"{{\"temperature\": 1{new string(' ', FunctionEndpoints.BodyLimit - 100)}}}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(large)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(fits)).Status);
    }

    [Fact]
    public async Task A_function_that_takes_too_long_is_504_and_one_that_fails_502()
    {
        var (slow, late) = await GetAsync("/slow");
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow);
        Assert.Contains("not answered within 200ms", late, StringComparison.Ordinal);
        var (broken, reason) = await GetAsync("/broken");
        Assert.Equal(HttpStatusCode.BadGateway, broken);
        Assert.Contains("\"error\":", reason, StringComparison.Ordinal);
        Assert.Equal(1, Entry("broken").Rejected);
    }

    [Fact]
    public async Task A_form_of_another_site_cannot_start_a_function()
    {
        using var plain = new HttpRequestMessage(
            HttpMethod.Post, "/measure/p1")
        { Content = new StringContent("{\"temperature\":1}", Encoding.UTF8, "text/plain") };
        using var foreign = Post("/measure/p1", "{\"temperature\":1}");
        foreign.Headers.Add("Origin", "http://elsewhere.example");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(plain)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(foreign)).Status);
        Assert.Equal(0, Entry("measure").Received);
    }

    [Fact]
    public async Task Answers_are_counted_by_binding_and_class_of_status()
    {
        using var good = Post("/measure/p1", "{\"temperature\": 1}");
        using var away = Post("/measure/p1", "{\"temperature\": -3}");
        using var bad = Post("/measure/p1", "[]");
        using var nobody = Post("/nowhere", "{}");
        foreach (var request in (HttpRequestMessage[])[good, away, bad, nobody]) await SendAsync(request);
        await GetAsync("/broken");

        var page = ExpositionFormat.Parse((await GetAsync("/metrics")).Body);
        Assert.Equal((2, 1, 0), Answers("measure"));
        Assert.Equal((0, 0, 1), Answers("broken"));
        Assert.Equal((0, 0, 0), Answers("slow"));

        await File.WriteAllTextAsync(
            Path.Combine(_directory.Path, "bindings.yaml"), Bindings.Replace("name: measure", "name: renamed", StringComparison.Ordinal),
            Stop);
        await Eventually.IsTrue(
            async () => !(await GetAsync("/metrics")).Body.Contains("binding=\"measure\",status", StringComparison.Ordinal),
            "who is gone is forgotten");
        page = ExpositionFormat.Parse((await GetAsync("/metrics")).Body);
        Assert.Equal(((0, 0, 0), (0, 0, 1)), (Answers("renamed"), Answers("broken")));

        (double, double, double) Answers(string binding) => (Of(binding, "2xx"), Of(binding, "4xx"), Of(binding, "5xx"));

        double Of(string binding, string status) => page.Value("eventedge_http_answers_total", ("binding", binding), ("status", status));
    }

    private LedgerEntry Entry(string name) => _node.Node.Snapshot().Bindings.Single(b => b.Binding == name);

    private static HttpRequestMessage Post(string path, string body) => new(HttpMethod.Post, path) { Content = Json(body) };

    private static ByteArrayContent Json(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<(HttpStatusCode Status, string Body, HttpResponseHeaders Headers)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop), response.Headers);
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private static (HttpStatusCode, string) Of((HttpStatusCode Status, string Body, HttpResponseHeaders Headers) answer) =>
        (answer.Status, answer.Body);
}
