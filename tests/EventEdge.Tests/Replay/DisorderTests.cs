using CsCheck;
using EventEdge.Replay;

namespace EventEdge.EventEdge.Tests.Replay;

public sealed class DisorderTests
{
    private static readonly DateTimeOffset Start = new(2014, 4, 10, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_row_comes_after_one_recorded_the_bound_or_more_later() =>
        Gen.Select(Gen.Int[0, 3600].Array[1, 200], Gen.Int[1, 600], Gen.Int).Sample((timestamps, bound, seed) =>
        {
            var newest = Start.AddDays(-1);
            foreach (var row in Disorder.Within(TimeSpan.FromSeconds(bound), seed, Rows(timestamps)))
            {
                Assert.True(row.Timestamp > newest - TimeSpan.FromSeconds(bound));
                if (row.Timestamp > newest) newest = row.Timestamp;
            }
        });

    [Fact]
    public void Every_row_is_still_there() => Gen.Int[0, 3600].Array[0, 100].Sample(timestamps => Assert.Equal(
        timestamps.Order(), Disorder.Within(TimeSpan.FromMinutes(5), 1, Rows(timestamps))
            .Select(row => (int)(row.Timestamp - Start).TotalSeconds).Order()));

    [Fact]
    public void The_same_seed_gives_the_same_order_and_another_seed_another()
    {
        var timestamps = Enumerable.Range(0, 100).ToArray();
        Assert.Equal(Shuffled(timestamps, 7), Shuffled(timestamps, 7));
        Assert.NotEqual(Shuffled(timestamps, 7), Shuffled(timestamps, 8));
        Assert.NotEqual(timestamps, Shuffled(timestamps, 7).Select(timestamp => (int)(timestamp - Start).TotalSeconds));
    }

    private static IEnumerable<DateTimeOffset> Shuffled(int[] timestamps, int seed) =>
        Disorder.Within(TimeSpan.FromSeconds(30), seed, Rows(timestamps)).Select(row => row.Timestamp);

    private static IEnumerable<ReplayRow> Rows(int[] timestamps) =>
        timestamps.Select(timestamp => new ReplayRow(Start.AddSeconds(timestamp), []));
}
