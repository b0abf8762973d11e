using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;

namespace EventEdge.CloudIngest.Tests.Bus;

public sealed class WireSizeTests
{
    private const int PointsInFrame = 500;
    private const int ByteBudget = 40;

    [Fact]
    public void An_aggregate_of_five_fields_costs_at_most_forty_bytes()
    {
        var body = FrameBody.Encode(Some.Frame([.. Sensors()], last: PointsInFrame));

        TestContext.Current.TestOutputHelper!.WriteLine($"{(double)body.Length / PointsInFrame:0.0} bytes an aggregate");
        Assert.True(body.Length <= ByteBudget * PointsInFrame, $"{body.Length / PointsInFrame} bytes an aggregate");
    }

    // Ten sensors with a resolution of 0.01, ten-second windows of a hundred readings each: sums and means carry binary noise.
    private static IEnumerable<FramePoint> Sensors()
    {
        var random = new Random(1);
        for (var i = 0; i < PointsInFrame; i++)
        {
            var readings = Enumerable.Range(0, 90 + random.Next(20)).Select(_ => Math.Round(20 + (random.NextDouble() * 5), 2)).ToList();
            var point = Some.Point(window: i / 10, device: $"press-{i % 10}") with
            {
                Fields =
                [
                    new("count", readings.Count), new("sum", readings.Sum()), new("mean", readings.Average()),
                    new("min", readings.Min()), new("max", readings.Max()),
                ],
            };
            yield return Some.FramePoint(point, i + 1);
        }
    }
}
