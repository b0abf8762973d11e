using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Tests.Outbox;

public sealed class QueueOffsetsTests
{
    // 1 to 10 are done, 11 to 99 wait, 100 to 120 have left ahead of them and 110 was confirmed.
    private static readonly QueueOffsets Offsets = new([new(1, 10, 20, 20), new(100, 110, 120, 120)]);

    [Fact]
    public void What_lies_before_a_fresh_record_and_is_not_confirmed_is_deferred()
    {
        Assert.Equal([(11L, 99L)], Offsets.DeferredBefore(100));
        Assert.Empty(Offsets.DeferredBefore(99));
    }

    [Fact]
    public void Waiting_is_what_lies_in_no_confirmed_part() => Assert.Equal(89 + 40, Offsets.WaitingUpTo(150));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(21, 99, false)]
    [InlineData(99, 100, true)]
    [InlineData(120, 500, true)]
    [InlineData(121, 500, false)]
    public void Only_what_was_offered_may_have_left(long first, long last, bool mayHave) =>
        Assert.Equal(mayHave, Offsets.MayHaveLeft(first, last));

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(111, false)]
    public void A_record_is_acknowledged_in_its_own_range(long sequence, bool acknowledged) =>
        Assert.Equal(acknowledged, Offsets.IsAcknowledged(sequence));

    [Fact]
    public void A_backlog_that_is_through_joins_what_left_ahead_of_it()
    {
        var joined = Offsets.WithAcknowledged(99);

        Assert.Equal(110, joined.Acknowledged);
        Assert.Single(joined.Ranges);
        Assert.True(joined.IsAcknowledged(11));
        Assert.True(joined.MayHaveLeft(50, 60));
    }

    [Fact]
    public void A_range_of_which_nothing_has_left_is_no_range() =>
        Assert.Equal(Offsets.Ranges, Offsets.WithHead(500).WithoutEmpty().Ranges);
}
