using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

/// <summary>
/// InfluxDB keeps the type of a field for each shard: the same field may hold integers in an old one and floats in the one of today.
/// </summary>
public sealed partial class LineFieldTypeTests
{
    private const int FirstFloat = 100;

    private readonly Server _server = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_field_that_holds_integers_long_ago_and_floats_now_refuses_no_point()
    {
        await using var writer = Writer();

        var before = await writer.WriteAsync(Points(0, 5), CancellationToken.None);
        var now = await writer.WriteAsync(Points(FirstFloat, 5), CancellationToken.None);

        Assert.Empty(before.Rejected.Concat(now.Rejected));
        Assert.Empty(before.Trimmed.Concat(now.Trimmed));
        Assert.Equal(10, _server.Stored.Count);
    }

    [Fact]
    public async Task One_batch_of_both_times_in_any_order_refuses_no_point_and_costs_few_requests()
    {
        await using var writer = Writer();
        var both = Points(FirstFloat - 50, 100);

        var result = await writer.WriteAsync(
            [.. both.Where((_, place) => place % 2 == 0), .. both.Where((_, place) => place % 2 == 1)], CancellationToken.None);

        Assert.Empty(result.Rejected);
        Assert.Equal(100, _server.Stored.Count);
        Assert.InRange(_server.Requests, 3, 40);
    }

    [Fact]
    public async Task A_field_that_was_refused_is_tried_again_after_an_hour()
    {
        await using var writer = Writer();
        var text = new NodePoint("edge-1", "b", Some.Point(FirstFloat).With("counter", "five"));

        Assert.Single((await writer.WriteAsync([text], CancellationToken.None)).Trimmed);
        // The shard that had it in another type is over.
        _server.TakesTexts = true;
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Single((await writer.WriteAsync([text], CancellationToken.None)).Trimmed);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty((await writer.WriteAsync([text], CancellationToken.None)).Trimmed);
    }

    private static List<NodePoint> Points(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(window => new NodePoint("edge-1", "b", Some.Point(window).With("counter", 5.0)))];

    private LineWriter Writer() => new(
        new Influx1Options(), new LineEndpoint(new Influx1Options(), _time, _server), _time, NullLogger.Instance);

    private sealed partial class Server : HttpMessageHandler
    {
        public HashSet<long> Stored { get; } = [];

        public int Requests { get; private set; }

        public bool TakesTexts { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            await using var gzip = new GZipStream(await request.Content!.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress);
            var (dropped, type) = (0, string.Empty);
            foreach (var line in (await new StreamReader(gzip).ReadToEndAsync(cancellationToken))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var time = long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
                var holdsIntegers = time < Some.Point(FirstFloat).Time.ToUnixTimeSeconds();
                if (line.Contains("counter=\"", StringComparison.Ordinal))
                {
                    if (!TakesTexts) (dropped, type) = (dropped + 1, "string, already exists as type float");
                }
                else if (Integer().IsMatch(line) == holdsIntegers) Stored.Add(time);
                else (dropped, type) = (
                    dropped + 1, holdsIntegers ? "float, already exists as type integer" : "integer, already exists as type float");
            }

            if (dropped == 0) return new(HttpStatusCode.NoContent);
            var error = $"partial write: field type conflict: input field \\\"counter\\\" on measurement \\\"temperature\\\" is type "
                + $"{type} dropped={dropped}";
            return new(HttpStatusCode.BadRequest) { Content = new StringContent($$"""{"error":"{{error}}"}""") };
        }

        [GeneratedRegex("counter=5i")]
        private static partial Regex Integer();
    }
}
