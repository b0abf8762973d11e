using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>The uplink at work on an outbox in which a million results wait.</summary>
public sealed class LongBacklogTests : IAsyncLifetime
{
    private const int Waiting = 1_000_000;
    private const int InFlight = 3;

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedTransport _transport = new();
    private readonly ResultOutbox _outbox;
    private readonly UplinkWorker _worker;

    public LongBacklogTests()
    {
        var options = new OutboxOptions { Directory = "/data/outbox", SoftLimit = 1 };
        _outbox = ResultOutbox.Open(options, new SimulatedDisk(), _time, NullLogger.Instance);
        _worker = new UplinkWorker(
            _outbox, _transport, new LinkSwitch(), new UplinkStatus(), new UplinkOptions { Node = "n1", UnconfirmedFrameLimit = InFlight },
            _time,
            NullLogger<UplinkWorker>.Instance);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(CancellationToken.None);
        await _outbox.DisposeAsync();
    }

    [Fact]
    public async Task A_fresh_result_is_in_the_next_frame_while_a_million_wait()
    {
        for (var result = 0; result < Waiting; result++) Commit(result);
        await _outbox.FlushAsync(TestContext.Current.CancellationToken);
        await _worker.StartAsync(CancellationToken.None);
        await SentAsync(InFlight);
        Assert.All(_transport.Sent, frame => Assert.True(FrameBody.Decode(frame.Body).LastSequence <= Waiting));

        for (var round = 0; round < 20; round++)
        {
            var fresh = Commit(Waiting + round);
            await _outbox.CommittedAsync(DeliveryClass.Normal, fresh, TestContext.Current.CancellationToken);
            var sent = _transport.Sent.Count;
            _transport.Confirm(sent - InFlight);
            _transport.Confirm(sent - InFlight + 1);
            await SentAsync(sent + 2);

            var frames = _transport.Sent.Skip(sent).Select(frame => FrameBody.Decode(frame.Body)).ToList();
            Assert.Contains(frames, frame => frame.FirstSequence <= fresh && fresh <= frame.LastSequence);
            Assert.Contains(frames, frame => frame.LastSequence <= Waiting);
        }
    }

    private long Commit(int number) => _outbox.Commit(
        Outbox.Some.Binding, number, DeliveryClass.Normal, [Outbox.Some.Point(number)], TestContext.Current.CancellationToken);

    private async Task SentAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_transport.Sent.Count < count)
        {
            Assert.False(limit.IsCancellationRequested, "nothing more was sent");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }
}
