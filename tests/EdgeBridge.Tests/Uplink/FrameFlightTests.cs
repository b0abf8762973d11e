using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge.Tests.Uplink;

public sealed class FrameFlightTests
{
    private readonly ScriptedOutbox _outbox = new();

    [Fact]
    public async Task A_frame_confirmed_before_anyone_waits_ends_the_wait()
    {
        _outbox.Add(DeliveryClass.Normal, 1);
        var flight = new FrameFlight(_outbox, _ => { });
        var built = new FrameBuilder("n1", _outbox, TimeProvider.System).Build(_outbox.TryNext(DeliveryClass.Normal, 10)!);
        flight.Add(built, Task.CompletedTask);

        await flight.WaitAsync(
            token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        flight.AcknowledgeConfirmed();

        Assert.Equal(1, _outbox.Acknowledged(DeliveryClass.Normal));
    }
}
