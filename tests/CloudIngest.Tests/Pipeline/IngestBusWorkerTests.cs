using System.Reflection;
using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ingest;
using EventEdge.Tests.Support;
using MassTransit;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>The life of the bus under its worker, in virtual time; the bus itself is one that only remembers what it was told.</summary>
public sealed class IngestBusWorkerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<BusDouble> _buses = [];
    private readonly CollectingLog<IngestBusWorker> _log = new();
    private readonly IngestBusWorker _worker;
    private volatile bool _startFails;

    public IngestBusWorkerTests() => _worker = new(
        Connect, new BusStatus(_time) { Name = "RabbitMQ at broker" }, new IngestQueue(), new IngestLife(),
        new CloudOptions { DataDirectory = "unused" }, "store", _time, _log);

    public async ValueTask InitializeAsync()
    {
        await _worker.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrue(() => _buses is [{ Observer: not null }], "the first bus runs");
    }

    public async ValueTask DisposeAsync() => await _worker.StopAsync(CancellationToken.None);

    [Fact]
    public async Task A_bus_that_gave_a_queue_up_is_stopped_and_replaced()
    {
        await _buses[0].Observer!.Faulted(new Faulted());
        await PassAsync(TimeSpan.FromMinutes(1), until: () => _buses is [_, { Observer: not null }]);

        Assert.True(_buses[0].Stopped);
        Assert.False(_buses[1].Stopped);
    }

    [Fact]
    public async Task A_bus_whose_login_is_refused_is_replaced_long_before_one_that_may_come_back()
    {
        await _buses[0].Observer!.Faulted(
            new Faulted { Exception = new IOException("nobody there", new InvalidOperationException("ACCESS_REFUSED - login refused")) });
        var begun = _time.GetUtcNow();
        await PassAsync(TimeSpan.FromMinutes(1), until: () => _buses is [{ Stopped: true }, { Observer: not null }]);

        Assert.InRange(_time.GetUtcNow() - begun, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_bus_that_does_not_even_stop_is_replaced_all_the_same()
    {
        _buses[0].StopsNever = true;
        await _buses[0].Observer!.Faulted(new Faulted());
        await PassAsync(TimeSpan.FromMinutes(2), until: () => _buses is [_, { Observer: not null }]);

        Assert.Equal(2, _buses.Count);
    }

    [Fact]
    public async Task An_outage_is_one_warning_however_many_attempts_it_takes()
    {
        _startFails = true;
        await _buses[0].Observer!.Faulted(new Faulted());
        await PassAsync(TimeSpan.FromMinutes(10), until: () => _buses.Count > 6);
        _startFails = false;
        await PassAsync(TimeSpan.FromMinutes(10), until: () => !_buses[^1].Stopped && _buses[^1].Started);

        Assert.Single(_log.Lines, entry => entry.Line.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Single(_log.Lines, entry => entry.Line.Contains("is replaced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bus_that_comes_back_by_itself_is_kept()
    {
        await _buses[0].Observer!.Faulted(new Faulted());
        await PassAsync(TimeSpan.FromSeconds(20));
        await _buses[0].Observer!.Ready(new IsReady());
        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.Single(_buses);
        Assert.False(_buses[0].Stopped);
    }

    private Task PassAsync(TimeSpan span, Func<bool>? until = null)
    {
        var end = _time.GetUtcNow() + span;
        return Eventually.IsTrue(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return until?.Invoke() ?? _time.GetUtcNow() >= end;
            },
            $"{span} are over, or what was waited for happened");
    }

    private IBusControl Connect()
    {
        var bus = DispatchProxy.Create<IBusControl, BusDouble>();
        ((BusDouble)(object)bus).StartFails = _startFails;
        _buses.Add((BusDouble)(object)bus);
        return bus;
    }

    private class BusDouble : DispatchProxy
    {
        public IReceiveEndpointObserver? Observer { get; private set; }

        public bool Stopped { get; private set; }

        public bool Started { get; private set; }

        public bool StopsNever { get; set; }

        public bool StartFails { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod?.Name)
            {
                case nameof(IBusControl.ConnectReceiveEndpointObserver):
                    Observer = (IReceiveEndpointObserver)args![0]!;
                    return null;
                case nameof(IBusControl.StartAsync):
                    Started = !StartFails;
                    return StartFails ? Task.FromException<BusHandle>(new IOException("nobody there")) : Task.FromResult<BusHandle>(null!);
                case nameof(IBusControl.StopAsync):
                    Stopped = true;
                    return StopsNever ? new TaskCompletionSource().Task : Task.CompletedTask;
                default:
                    throw new NotSupportedException(targetMethod?.Name);
            }
        }
    }

    private sealed record Faulted : ReceiveEndpointFaulted
    {
        public Uri InputAddress { get; } = new("rabbitmq://broker/normal");

        public IReceiveEndpoint ReceiveEndpoint => null!;

        public Exception Exception { get; init; } = new OperationCanceledException();
    }

    private sealed record IsReady : ReceiveEndpointReady
    {
        public Uri InputAddress { get; } = new("rabbitmq://broker/normal");

        public IReceiveEndpoint ReceiveEndpoint => null!;

        public bool IsStarted => true;
    }
}
