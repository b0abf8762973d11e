using System.IO.Compression;
using System.Net;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Stores;

public sealed class InfluxWriterTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_bad_line_alone_is_rejected_with_the_servers_words()
    {
        var server = new FakeServer(body => body.Contains("mean=13,", StringComparison.Ordinal) ? (HttpStatusCode.BadRequest, "no thirteens") : Ok);
        await using var writer = Writer(server);

        var result = await writer.WriteAsync(Points(0, 30), CancellationToken.None);

        Assert.True(result.Accepted);
        var rejected = Assert.Single(result.Rejected);
        Assert.Equal(Some.Point(13).Time, rejected.Point.Point.Time);
        Assert.Contains("no thirteens", rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(29, server.AcceptedLines);
        Assert.Equal(29, result.Created);
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
    public async Task A_stale_revision_stays_away_also_after_a_restart()
    {
        var server = new FakeServer(_ => Ok);
        await using (var first = Writer(server)) await first.WriteAsync([Of(Some.Point(revision: 1))], CancellationToken.None);
        await using var second = Writer(server);

        var result = await second.WriteAsync([Of(Some.Point(revision: 0)), Of(Some.Point(1))], CancellationToken.None);

        Assert.Equal(1, result.Stale);
        Assert.Equal(2, server.AcceptedLines);
    }

    [Fact]
    public async Task Of_two_revisions_in_one_batch_only_the_higher_is_sent()
    {
        var server = new FakeServer(_ => Ok);
        await using var writer = Writer(server);

        var result = await writer.WriteAsync([Of(Some.Point(revision: 2)), Of(Some.Point(revision: 1))], CancellationToken.None);

        Assert.Equal(1, result.Stale);
        Assert.Contains("revision=2", Assert.Single(server.Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_2_is_asked_at_its_own_address_with_the_token_from_the_file()
    {
        var server = new FakeServer(_ => Ok);
        await File.WriteAllTextAsync(_directory.File("token"), "s3cret\n", TestContext.Current.CancellationToken);
        var options = new StoreOptions
        {
            Kind = StoreKind.InfluxDb2, Organisation = "our plant", Bucket = "edge&co", SecretFile = _directory.File("token"),
        };
        await using var writer = Writer(server, options);

        await writer.WriteAsync(Points(0, 1), CancellationToken.None);

        var request = Assert.Single(server.Requests);
        Assert.Equal("/api/v2/write?org=our%20plant&bucket=edge%26co&precision=s", request.RequestUri!.PathAndQuery);
        Assert.Equal("Token s3cret", request.Headers.Authorization!.ToString());
    }

    private static (HttpStatusCode, string) Ok => (HttpStatusCode.NoContent, "");

    private InfluxWriter Writer(FakeServer server, StoreOptions? options = null) => new(
        "influxdb", new LineEndpoint(options ?? new StoreOptions { Kind = StoreKind.InfluxDb1 }, new FakeTimeProvider(), server),
        new RevisionMemory(_directory.File("revisions.db")), 5_000);

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
