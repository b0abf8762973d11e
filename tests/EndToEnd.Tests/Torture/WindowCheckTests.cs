using EventEdge.Torture.Check;
using EventEdge.Torture.Sensors;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>The check tells loss, repetition and wrong windows apart; a check that finds nothing proves nothing.</summary>
public sealed class WindowCheckTests
{
    private static readonly StoredWindow First = StoredWindow.Of("s", 0, 99, 100);
    private static readonly StoredWindow Second = StoredWindow.Of("s", 100, 149, 100);

    [Fact]
    public void Every_reading_in_its_window_is_clean()
    {
        var check = Check(First, Second);
        Assert.True(check.IsClean);
        Assert.Equal((150, 2), (check.Acknowledged, check.Windows));
    }

    [Fact]
    public void A_missing_window_loses_all_its_readings() => Assert.Equal(50, Check(First).Lost);

    [Fact]
    public void A_window_that_lacks_a_reading_loses_it() =>
        Assert.Equal(1, Check(First with { Count = 99, Sum = First.Sum - 42 }, Second).Lost);

    [Fact]
    public void Readings_counted_twice_are_no_loss()
    {
        var check = Check(First with { Count = 102, Sum = First.Sum + 7 + 99 }, Second);
        Assert.Equal((0, 2, 0), (check.Lost, check.CountedTwice, check.WrongWindows));
        Assert.False(check.IsClean);
    }

    [Fact]
    public void More_than_repetition_can_add_is_wrong() =>
        Assert.Equal(1, Check(First with { Count = 101, Sum = First.Sum + 100 }, Second).WrongWindows);

    [Fact]
    public void A_right_count_of_the_wrong_readings_is_wrong() =>
        Assert.Equal(1, Check(First with { Sum = First.Sum + 1 }, Second).WrongWindows);

    [Fact]
    public void A_window_nobody_filled_is_wrong() =>
        Assert.Equal(1, Check(First, Second, StoredWindow.Of("s", 500, 510, 100)).WrongWindows);

    [Fact]
    public void A_second_point_of_a_window_is_a_duplicate() => Assert.Equal(1, Check(First, Second, Second).DuplicatePoints);

    [Fact]
    public void A_wide_window_is_the_sum_of_those_it_stands_for()
    {
        var check = Fine(Tens(0).With(Tens(1)).With(Tens(2)) with { Width = 3 }, Tens(3));
        Assert.True(check.IsClean);
        Assert.Equal((4, 1), (check.Windows, check.WideWindows));
    }

    [Fact]
    public void A_wide_window_does_not_stand_for_one_that_is_stored_on_its_own() =>
        Assert.True(Fine(Tens(0).With(Tens(2)) with { Width = 3 }, Tens(1), Tens(3)).IsClean);

    [Fact]
    public void What_a_wide_window_lacks_is_lost() => Assert.Equal(10, Fine(Tens(0).With(Tens(2)) with { Width = 3 }, Tens(3)).Lost);

    [Fact]
    public void What_is_in_two_windows_is_counted_twice() =>
        Assert.Equal(10, Fine(Tens(0).With(Tens(1)).With(Tens(2)) with { Width = 3 }, Tens(1), Tens(3)).CountedTwice);

    [Fact]
    public void A_wide_window_with_other_extremes_is_wrong() =>
        Assert.Equal(1, Fine(Tens(0).With(Tens(1)).With(Tens(2)) with { Width = 3, Maximum = 30 }, Tens(3)).WrongWindows);

    [Fact]
    public void A_window_of_which_a_reading_is_excused_is_not_compared_and_every_other_is()
    {
        var excuses = new Excuses();
        excuses.Add("s", 99, 99);
        Dictionary<string, long> acknowledged = new() { ["s"] = 150 };
        var check = WindowCheck.Of(acknowledged, 100, [First with { Count = 7 }, Second], excuses);
        Assert.True(check.IsClean);
        Assert.Equal(1, check.Excused);
        Assert.True(WindowCheck.Of(acknowledged, 100, [Second], excuses).IsClean);
        Assert.Equal(50, WindowCheck.Of(acknowledged, 100, [First], excuses).Lost);
    }

    [Fact]
    public void A_resent_reading_is_the_same_but_for_its_flag()
    {
        var reading = new Reading(12_345, 678);
        var (first, again) = (Packet(resent: false), Packet(resent: true));
        byte[] Packet(bool resent) =>
            reading.ToPacket(Script.Readings("torture", "s", new SensorOptions(1, 1, DateTimeOffset.UnixEpoch)), resent);
        Assert.Equal((0x32, 0x3A), (first[0], again[0]));
        Assert.Equal(first[1..], again[1..]);
        Assert.Equal(first.Length - 3, (first[1] & 0x7F) | (first[2] << 7));
    }

    private static StoredWindow Tens(long window) => StoredWindow.Of("s", 10 * window, (10 * window) + 9, 10);

    private static WindowCheck Fine(params StoredWindow[] rows) => WindowCheck.Of(new Dictionary<string, long> { ["s"] = 40 }, 10, rows);

    private static WindowCheck Check(params StoredWindow[] rows) => WindowCheck.Of(new Dictionary<string, long> { ["s"] = 150 }, 100, rows);
}
