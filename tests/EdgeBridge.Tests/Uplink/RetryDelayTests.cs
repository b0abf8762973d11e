using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge.Tests.Uplink;

public sealed class RetryDelayTests
{
    [Fact]
    public void Pauses_double_up_to_the_limit()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(3), () => 1);

        Assert.Equal([0.5, 1, 2, 3, 3], Enumerable.Range(0, 5).Select(_ => delay.Next().TotalSeconds));
    }

    [Fact]
    public void Chance_shortens_a_pause_by_half_at_most() =>
        Assert.Equal(0.25, new RetryDelay(TimeSpan.FromSeconds(3), () => 0).Next().TotalSeconds);

    [Fact]
    public void A_success_starts_small_again()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(60), () => 1);
        for (var i = 0; i < 10; i++) delay.Next();

        delay.Reset();

        Assert.Equal(0.5, delay.Next().TotalSeconds);
    }
}
