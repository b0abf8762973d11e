using EventEdge.Torture.Check;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>Windows of any size and kind hold each reading once, or the check says which they do not.</summary>
public sealed class TileCheckTests
{
    private static readonly Dictionary<string, long> Acknowledged = new() { ["s"] = 150 };

    [Fact]
    public void Windows_side_by_side_are_right_whatever_their_size_is() => Assert.Null(Departure(Tile(0, 69), Tile(70, 72), Tile(73, 149)));

    [Fact]
    public void A_hole_is_a_departure() => Assert.Contains("reading 70", Departure(Tile(0, 69), Tile(73, 149))!, StringComparison.Ordinal);

    [Fact]
    public void A_missing_end_is_a_departure() => Assert.Contains("70 to 149", Departure(Tile(0, 69))!, StringComparison.Ordinal);

    [Fact]
    public void What_is_in_two_windows_is_a_departure() => Assert.NotNull(Departure(Tile(0, 69), Tile(60, 149)));

    [Fact]
    public void A_window_that_lacks_a_reading_in_its_middle_is_a_departure() =>
        Assert.NotNull(Departure(Tile(0, 69) with { Count = 69, Sum = Tile(0, 69).Sum - 30 }, Tile(70, 149)));

    [Fact]
    public void A_device_that_sent_nothing_is_a_departure() =>
        Assert.NotNull(Departure(Tile(0, 149), Tile(0, 9) with { Device = "stranger" }));

    [Fact]
    public void What_is_excused_may_be_missing_or_twice_and_nothing_else()
    {
        var excuses = new Excuses();
        excuses.Add("s", 65, 75);
        Assert.Null(Departure(excuses, Tile(0, 69), Tile(73, 149)));
        Assert.Null(Departure(excuses, Tile(0, 80), Tile(60, 149)));
        Assert.NotNull(Departure(excuses, Tile(0, 39), Tile(50, 149)));
        Assert.NotNull(Departure(excuses, Tile(0, 99), Tile(110, 149)));
    }

    [Fact]
    public void Of_windows_that_became_wider_counts_and_sums_are_compared()
    {
        Assert.Null(TileCheck.SumDeparture(Acknowledged, [Tile(0, 9).With(Tile(20, 149)), Tile(10, 19)]));
        Assert.NotNull(TileCheck.SumDeparture(Acknowledged, [Tile(0, 9).With(Tile(20, 149)), Tile(10, 18)]));
    }

    private static string? Departure(params StoredWindow[] rows) => Departure(new(), rows);

    private static string? Departure(Excuses excuses, params StoredWindow[] rows) => TileCheck.Departure(Acknowledged, rows, excuses);

    private static StoredWindow Tile(long first, long last) => StoredWindow.Of("s", first, last, 100);
}
