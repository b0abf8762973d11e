using System.Net;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

/// <summary>What a writer remembers of a store is bounded: at the limit, one beyond it and a hundred times beyond it.</summary>
public sealed class LineBoundsTests
{
    private const int Limit = LineWriter.MeasurementLimit;

    // Beyond 2^53: the store is asked whether its field holds integers.
    private const long Large = (1L << 53) + 1;

    [Theory]
    [InlineData(Limit - 1, Limit - 1)]
    [InlineData(Limit, Limit)]
    [InlineData(Limit + 1, Limit)]
    [InlineData(Limit * 100, Limit)]
    public async Task Measurements_that_are_asked_about_are_bounded(int measurements, int asked)
    {
        var server = new Server();
        await using var writer = new LineWriter(
            new Influx1Options(), new LineEndpoint(new Influx1Options(), TimeProvider.System, server), TimeProvider.System,
            NullLogger.Instance);
        var points = Enumerable.Range(0, measurements)
            .Select(number => new NodePoint("edge-1", "b", Some.Point(number, measurement: $"m{number}").With("counter", Large))).ToList();

        // Once more: what is known is not asked again, and what has no place is not asked for ever.
        for (var round = 0; round < 2; round++) Assert.Empty((await writer.WriteAsync(points, CancellationToken.None)).Rejected);

        Assert.Equal(asked, server.Questions);
    }

    private sealed class Server : HttpMessageHandler
    {
        public int Questions { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/query", StringComparison.Ordinal))
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
            Questions++;
            var nothing = new StringContent("""{"results":[{"statement_id":0}]}""");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = nothing });
        }
    }
}
