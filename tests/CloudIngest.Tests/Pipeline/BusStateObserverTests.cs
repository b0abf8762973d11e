using EventEdge.CloudIngest.Consumers;
using EventEdge.Tests.Support;
using MassTransit;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Pipeline;

public sealed class BusStateObserverTests
{
    private static readonly Uri Normal = new("rabbitmq://broker/normal");
    private static readonly Uri Alarm = new("rabbitmq://broker/alarm");

    private readonly CollectingLog<BusStateObserver> _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly BusStatus _status = new(TimeProvider.System) { Name = "RabbitMQ at broker" };
    private readonly BusStateObserver _observer;

    public BusStateObserverTests() => _observer = new(_status, _time, _log);

    [Fact]
    public async Task An_outage_is_one_line_when_it_begins_and_one_when_the_last_queue_is_back()
    {
        _status.Up();
        await FaultAsync(Normal);
        await FaultAsync(Alarm);
        await FaultAsync(Normal);
        await ReadyAsync(Normal);
        Assert.Equal("no frames come in from RabbitMQ at broker: nobody there", _status.Problem?.Reason);
        Assert.Equal(["The bus is gone, trying again until it is back: nobody there"], Lines);

        await ReadyAsync(Alarm);
        await ReadyAsync(Alarm);
        Assert.Equal("The bus is back", Lines[1]);
        Assert.Equal(2, Lines.Count);
        Assert.Null(_status.Problem);
    }

    [Fact]
    public async Task An_outage_lasts_from_the_first_queue_lost_to_the_last_one_back()
    {
        await FaultAsync(Normal);
        _time.Advance(TimeSpan.FromSeconds(10));
        await FaultAsync(Alarm);
        await ReadyAsync(Normal);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(15), _observer.DownFor);

        await ReadyAsync(Alarm);
        Assert.Equal(TimeSpan.Zero, _observer.DownFor);
        _time.Advance(TimeSpan.FromSeconds(30));
        await FaultAsync(Alarm);
        Assert.Equal(TimeSpan.Zero, _observer.DownFor);
    }

    [Fact]
    public async Task A_queue_that_ended_without_a_word_of_a_fault_is_down_and_one_that_is_stopped_is_not()
    {
        await ReadyAsync(Normal);
        await _observer.Completed(new IsCompleted(Normal));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _observer.DownFor);
        await ReadyAsync(Normal);

        await _observer.Stopping(new IsStopping(Normal));
        await _observer.Completed(new IsCompleted(Normal));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.Zero, _observer.DownFor);
        Assert.Equal(["The bus is gone, trying again until it is back: the connection has ended", "The bus is back"], Lines);
    }

    [Fact]
    public async Task A_start_without_an_outage_is_no_news()
    {
        await ReadyAsync(Normal);
        Assert.Empty(Lines);
    }

    private IReadOnlyList<string> Lines => [.. _log.Lines.Select(entry => entry.Line)];

    private Task FaultAsync(Uri queue) => _observer.Faulted(new Faulted(queue));

    private Task ReadyAsync(Uri queue) => _observer.Ready(new IsReady(queue));

    private sealed record Faulted(Uri InputAddress) : ReceiveEndpointFaulted
    {
        public IReceiveEndpoint ReceiveEndpoint => null!;

        public Exception Exception => new IOException("retried", new IOException("nobody there"));
    }

    private sealed record IsReady(Uri InputAddress) : ReceiveEndpointReady
    {
        public IReceiveEndpoint ReceiveEndpoint => null!;

        public bool IsStarted => true;
    }

    private sealed record IsCompleted(Uri InputAddress) : ReceiveEndpointCompleted
    {
        public IReceiveEndpoint ReceiveEndpoint => null!;

        public long DeliveryCount => 0;

        public long ConcurrentDeliveryCount => 0;
    }

    private sealed record IsStopping(Uri InputAddress) : ReceiveEndpointStopping
    {
        public IReceiveEndpoint ReceiveEndpoint => null!;

        public bool Removed => false;
    }
}
