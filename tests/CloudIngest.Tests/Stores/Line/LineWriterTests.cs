using System.IO.Compression;
using System.Net;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Influx2;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

public sealed class LineWriterTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_bad_line_alone_is_rejected_with_the_servers_words()
    {
        var server = new FakeServer(
            body => body.Contains("mean=13,", StringComparison.Ordinal) ? (HttpStatusCode.BadRequest, "no thirteens") : Ok);
        await using var writer = Writer(server);

        var result = await writer.WriteAsync(Points(0, 30), CancellationToken.None);

        Assert.True(result.Accepted);
        var rejected = Assert.Single(result.Rejected);
        Assert.Equal(Some.Point(13).Time, rejected.Point.Point.Time);
        Assert.Contains("no thirteens", rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(29, server.AcceptedLines);
    }

    [Fact]
    public async Task A_field_that_holds_integers_gets_whole_numbers_with_every_digit()
    {
        const string Conflict = "partial write: field type conflict: input field \"counter\" on measurement \"temperature\" is type float, "
            + "already exists as type integer dropped=2";
        var server = new FakeServer(body => body.Split('\n')
            .Any(line => line.Contains("counter=", StringComparison.Ordinal) && !line.Contains("i,", StringComparison.Ordinal))
            ? (HttpStatusCode.BadRequest, $$"""{"error":"{{Conflict.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""")
            : Ok);
        await using var writer = Writer(server);
        var wide = Some.Point(0).With("counter", 9007199254740992L);
        var fraction = Some.Point(1).With("counter", 21.5);

        var result = await writer.WriteAsync([Of(wide), Of(fraction)], CancellationToken.None);
        var next = await writer.WriteAsync([Of(Some.Point(2).With("counter", 21.0))], CancellationToken.None);

        Assert.Empty(result.Rejected.Concat(next.Rejected));
        Assert.Equal(1, Assert.Single(result.Trimmed).Fields);
        Assert.Contains("counter=9007199254740992i,", server.Bodies[1], StringComparison.Ordinal);
        Assert.Contains("counter=21i,", server.Bodies[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_halved()
    {
        var server = new FakeServer(body => body.Count(c => c == '\n') > 8 ? (HttpStatusCode.RequestEntityTooLarge, "too large") : Ok);
        await using var writer = Writer(server);

        var result = await writer.WriteAsync(Points(0, 30), CancellationToken.None);

        Assert.Empty(result.Rejected);
        Assert.Equal(30, server.AcceptedLines);
    }

    [Fact]
    public async Task Lines_that_a_server_dropped_while_it_wrote_the_others_are_found_and_nothing_else_is_rejected()
    {
        var server = new FakeServer(body => Dropping(
            body, "max-values-per-tag limit exceeded", line =>
                line.Contains("mean=13,", StringComparison.Ordinal) || line.Contains("mean=21,", StringComparison.Ordinal)));
        await using var writer = Writer(server);

        var result = await writer.WriteAsync(Points(0, 30), CancellationToken.None);

        Assert.Equal([13.0, 21.0], result.Rejected.Select(r => r.Point.Point.Fields.Single(f => f.Key == "mean").Value.AsNumber));
        Assert.InRange(server.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task When_every_line_was_dropped_nothing_is_sent_again()
    {
        var server = new FakeServer(body => Dropping(body, "max-series-per-database limit exceeded", _ => true));
        await using var writer = Writer(server);

        Assert.Equal(30, (await writer.WriteAsync(Points(0, 30), CancellationToken.None)).Rejected.Count);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Points_that_are_too_old_for_the_server_are_the_oldest_ones()
    {
        var server = new FakeServer(body => Dropping(
            body, "points beyond retention policy", line =>
                line.Contains("mean=0,", StringComparison.Ordinal) || line.Contains("mean=1,", StringComparison.Ordinal)));
        await using var writer = Writer(server);

        var result = await writer.WriteAsync([.. Points(5, 5), .. Points(0, 5)], CancellationToken.None);

        Assert.Equal([Some.Point(0).Time, Some.Point(1).Time], result.Rejected.Select(r => r.Point.Point.Time).Order());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_key_no_server_takes_is_given_up_before_it_spoils_a_request()
    {
        var server = new FakeServer(_ => Ok);
        await using var writer = Writer(server);

        var result = await writer.WriteAsync([.. Points(0, 1), Of(Some.Point(1, device: new string(' ', 40_000)))], CancellationToken.None);

        Assert.Contains("longer than", Assert.Single(result.Rejected).Reason, StringComparison.Ordinal);
        Assert.Equal(1, server.AcceptedLines);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task A_server_that_cannot_take_lines_now_is_asked_again_when_it_says(HttpStatusCode code)
    {
        await using var writer = Writer(new FakeServer(_ => (code, "later")) { RetryAfter = TimeSpan.FromSeconds(7) });

        var result = await writer.WriteAsync(Points(0, 2), CancellationToken.None);

        Assert.False(result.Accepted);
        Assert.Equal(TimeSpan.FromSeconds(7), result.RetryAfter);
        Assert.Contains("later", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_2_is_asked_at_its_own_address_with_the_token_from_the_file()
    {
        var server = new FakeServer(_ => Ok);
        await File.WriteAllTextAsync(_directory.File("token"), "s3cret\n", TestContext.Current.CancellationToken);
        var options = new Influx2Options
        {
            Organisation = "our plant", Bucket = "edge&co", SecretFile = _directory.File("token"),
        };
        await using var writer = Writer(server, options);

        await writer.WriteAsync(Points(0, 1), CancellationToken.None);

        var request = Assert.Single(server.Requests);
        Assert.Equal("/api/v2/write?org=our%20plant&bucket=edge%26co&precision=s", request.RequestUri!.PathAndQuery);
        Assert.Equal("Token s3cret", request.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task Version_1_is_asked_with_the_user_that_is_named_and_the_password_from_the_file()
    {
        var server = new FakeServer(_ => Ok);
        await File.WriteAllTextAsync(_directory.File("password"), "s3cret\n", TestContext.Current.CancellationToken);
        var told = new StoreOptions
        {
            Name = "influx1",
            Settings = new Dictionary<string, string>
            {
                ["url"] = "http://10.0.0.7:8086", ["database"] = "our plant",
                ["user"] = "eventedge", ["token-file"] = _directory.File("password")
            },
        };
        await using var writer = Writer(server, Influx1Options.From(told));

        await writer.WriteAsync(Points(0, 1), CancellationToken.None);

        var request = Assert.Single(server.Requests);
        Assert.Equal("http://10.0.0.7:8086/write?db=our%20plant&precision=s", request.RequestUri!.AbsoluteUri);
        Assert.Equal($"Basic {Convert.ToBase64String("eventedge:s3cret"u8)}", request.Headers.Authorization!.ToString());
    }

    private static (HttpStatusCode, string) Dropping(string body, string reason, Func<string, bool> isBad) =>
        body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(isBad) is > 0 and var dropped
            ? (HttpStatusCode.BadRequest, $$"""{"error":"partial write: {{reason}} dropped={{dropped}}"}""")
            : Ok;

    private static (HttpStatusCode, string) Ok => (HttpStatusCode.NoContent, "");

    private static LineWriter Writer(FakeServer server, LineServer? options = null) => new(
        options ?? new Influx1Options(), new LineEndpoint(options ?? new Influx1Options(), new FakeTimeProvider(), server),
        new FakeTimeProvider(),
        NullLogger.Instance);

    private static NodePoint Of(Point point) => new("edge-1", "b", point);

    private static List<NodePoint> Points(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => Of(Some.Point(i, mean: i)))];

    private sealed class FakeServer(Func<string, (HttpStatusCode Code, string Text)> answer) : HttpMessageHandler
    {
        public TimeSpan? RetryAfter { get; init; }

        public int AcceptedLines { get; private set; }

        public List<string> Bodies { get; } = [];

        public List<HttpRequestMessage> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await using var gzip = new GZipStream(await request.Content!.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress);
            var body = await new StreamReader(gzip).ReadToEndAsync(cancellationToken);
            var (code, text) = answer(body);
            Bodies.Add(body);
            Requests.Add(request);
            if (code == HttpStatusCode.NoContent) AcceptedLines += body.Count(c => c == '\n');
            var response = new HttpResponseMessage(code) { Content = new StringContent(text) };
            if (RetryAfter is { } delay) response.Headers.RetryAfter = new(delay);
            return response;
        }
    }
}
