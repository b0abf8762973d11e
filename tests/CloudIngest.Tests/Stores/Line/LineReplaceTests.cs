using System.IO.Compression;
using System.Net;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

/// <summary>A correction that takes fields away deletes the former point: never before the store has what comes in its place.</summary>
public sealed class LineReplaceTests
{
    private const string Former = "mean=20.5,old=1";
    private const string Correction = "mean=21";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whichever_request_fails_the_batch_tried_again_ends_with_the_correction(bool isApplied)
    {
        for (var failing = 0; failing < 5; failing++)
        {
            var server = new Server(Former) { FailsAt = failing, FailsBehind = isApplied };

            if (!(await WriteAsync(server)).Accepted) Assert.True((await WriteAsync(server)).Accepted);

            Assert.Equal(Correction, server.Stored);
        }
    }

    [Fact]
    public async Task A_correction_that_the_store_refuses_leaves_the_former_point()
    {
        var server = new Server(Former) { Refuses = true };

        var result = await WriteAsync(server);

        Assert.Single(result.Rejected);
        Assert.Equal(Former, server.Stored);
    }

    [Fact]
    public async Task A_deletion_that_is_not_allowed_leaves_the_former_s_fields_and_the_correction_s_values()
    {
        var server = new Server(Former) { DeniesDeletion = true };

        Assert.Empty((await WriteAsync(server)).Rejected);

        Assert.Equal("mean=21,old=1", server.Stored);
    }

    private static async Task<WriteResult> WriteAsync(Server server)
    {
        var endpoint = new LineEndpoint(new Influx1Options(), new FakeTimeProvider(), server);
        // As after a crash, the writer knows nothing.
        await using var writer = new LineWriter(new Influx1Options(), endpoint, new FakeTimeProvider(), NullLogger.Instance);
        var point = Some.Point(revision: 1) with { Fields = [new("mean", 21)] };
        return await writer.WriteAsync([new NodePoint("edge-1", "b", point) { Clears = true }], CancellationToken.None);
    }

    /// <summary>Holds one point's fields, but the revision.</summary>
    private sealed class Server(string fields) : HttpMessageHandler
    {
        private SortedDictionary<string, string> _fields = Read(fields);
        private int _requests;

        public int FailsAt { get; init; } = -1;

        public bool FailsBehind { get; init; }

        public bool Refuses { get; init; }

        public bool DeniesDeletion { get; init; }

        public string Stored => string.Join(',', _fields.Select(each => $"{each.Key}={each.Value}"));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var fails = _requests++ == FailsAt;
            if (fails && !FailsBehind) throw new HttpRequestException("gone before");
            var content = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var answer = request.RequestUri!.AbsolutePath == "/query"
                ? Query(Uri.UnescapeDataString(System.Text.Encoding.UTF8.GetString(content))) : Write(content);
            return fails ? throw new HttpRequestException("gone behind") : answer;
        }

        private HttpResponseMessage Query(string form)
        {
            const string None = """{"results":[{}]}""";
            if (!form.Contains("DELETE", StringComparison.Ordinal)) return Answer(HttpStatusCode.OK, None);
            if (DeniesDeletion) return Answer(HttpStatusCode.OK, """{"results":[{"error":"not allowed"}]}""");
            _fields = [];
            return Answer(HttpStatusCode.OK, None);
        }

        private HttpResponseMessage Write(byte[] content)
        {
            if (Refuses) return Answer(HttpStatusCode.BadRequest, "the store does not like it");
            using var reader = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress));
            foreach (var (name, value) in Read(reader.ReadToEnd().Split(' ')[1]).Where(field => field.Key != "revision"))
                _fields[name] = value;
            return Answer(HttpStatusCode.NoContent, string.Empty);
        }

        private static SortedDictionary<string, string> Read(string fields) =>
            new(fields.Split(',').Select(field => field.Split('=')).ToDictionary(field => field[0], field => field[1]),
                StringComparer.Ordinal);

        private static HttpResponseMessage Answer(HttpStatusCode code, string text) => new(code) { Content = new StringContent(text) };
    }
}
