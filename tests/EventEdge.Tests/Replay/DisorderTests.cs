using CsCheck;
using EventEdge.Replay;

namespace EventEdge.EventEdge.Tests.Replay;

public sealed class DisorderTests
{
    private static readonly DateTimeOffset Start = new(2014, 4, 10, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_row_comes_after_one_recorded_the_bound_or_more_later() =>
        Gen.Select(Gen.Int[0, 3600].Array[1, 200], Gen.Int[1, 600], Gen.Int).Sample((stamps, bound, seed) =>
        {
            var newest = Start.AddDays(-1);
            foreach (var row in Disorder.Within(TimeSpan.FromSeconds(bound), seed, Rows(stamps)))
            {
                Assert.True(row.Stamp > newest - TimeSpan.FromSeconds(bound));
                if (row.Stamp > newest) newest = row.Stamp;
            }
        });

    [Fact]
    public void Every_row_is_still_there() => Gen.Int[0, 3600].Array[0, 100].Sample(stamps => Assert.Equal(
        stamps.Order(), Disorder.Within(TimeSpan.FromMinutes(5), 1, Rows(stamps)).Select(row => (int)(row.Stamp - Start).TotalSeconds).Order()));

    [Fact]
    public void The_same_seed_gives_the_same_order_and_another_seed_another()
    {
        var stamps = Enumerable.Range(0, 100).ToArray();
        Assert.Equal(Shuffled(stamps, 7), Shuffled(stamps, 7));
        Assert.NotEqual(Shuffled(stamps, 7), Shuffled(stamps, 8));
        Assert.NotEqual(stamps, Shuffled(stamps, 7).Select(stamp => (int)(stamp - Start).TotalSeconds));
    }

    private static IEnumerable<DateTimeOffset> Shuffled(int[] stamps, int seed) =>
        Disorder.Within(TimeSpan.FromSeconds(30), seed, Rows(stamps)).Select(row => row.Stamp);

    private static IEnumerable<ReplayRow> Rows(int[] stamps) => stamps.Select(stamp => new ReplayRow(Start.AddSeconds(stamp), []));
}
