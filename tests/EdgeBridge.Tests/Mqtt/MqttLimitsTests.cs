using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>The small pieces that keep the doors within their bounds.</summary>
public sealed class MqttLimitsTests
{
    [Fact]
    public void Retained_messages_are_bounded_by_count()
    {
        var limit = new RetainedLimit(countLimit: 2, bytesLimit: 1000);
        Assert.True(limit.TryKeep("a", 1));
        Assert.True(limit.TryKeep("b", 1));
        Assert.False(limit.TryKeep("c", 1));
        Assert.True(limit.TryKeep("a", 2));
        Assert.True(limit.TryKeep("b", 0));
        Assert.True(limit.TryKeep("c", 1));
    }

    [Fact]
    public void Retained_messages_are_bounded_by_bytes_and_replacing_one_counts_once()
    {
        var limit = new RetainedLimit(countLimit: 100, bytesLimit: 10);
        Assert.True(limit.TryKeep("a", 9));
        Assert.True(limit.TryKeep("a", 8));
        Assert.False(limit.TryKeep("b", 1));
        Assert.False(limit.TryKeep("a", 10));
        Assert.True(limit.TryKeep("a", 0));
        Assert.True(limit.TryKeep("b", 9));
    }

    [Fact]
    public void Pauses_between_attempts_grow_are_spread_and_never_exceed_the_limit()
    {
        var limit = TimeSpan.FromSeconds(60);
        var runs = Enumerable.Range(0, 200).Select(seed => Pauses(new ReconnectDelay(limit, new Random(seed)))).ToArray();
        Assert.All(runs.SelectMany(run => run), pause => Assert.InRange(pause, ReconnectDelay.Shortest, limit));
        Assert.True(runs.Average(run => run[10].TotalSeconds) > 10 * runs.Average(run => run[0].TotalSeconds));
        Assert.True(runs.Select(run => run[5]).Distinct().Count() > 190);

        static TimeSpan[] Pauses(ReconnectDelay delay) => [.. Enumerable.Range(0, 30).Select(_ => delay.Next())];
    }

    [Fact]
    public void After_a_connection_that_held_pauses_start_small_again()
    {
        var delay = new ReconnectDelay(TimeSpan.FromSeconds(60), new Random(1));
        for (var n = 0; n < 30; n++) delay.Next();
        delay.Reset();
        Assert.True(delay.Next() <= ReconnectDelay.Shortest * 3);
    }

    [Fact]
    public void A_qos_2_identifier_stands_for_one_message_until_it_is_released_or_has_failed()
    {
        var ledger = new ExactlyOnceLedger();
        var accepted = new TaskCompletionSource<bool>();
        ledger.Add(7, accepted.Task);
        Assert.Same(accepted.Task, ledger.Find(7));
        accepted.SetResult(false);
        Assert.Null(ledger.Find(7));
        ledger.Add(7, Task.FromResult(true));
        Assert.NotNull(ledger.Find(7));
        Assert.True(ledger.Release(7));
        Assert.Null(ledger.Find(7));
        Assert.False(ledger.Release(7));
    }
}
