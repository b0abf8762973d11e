using EventEdge.CloudIngest.Ingest;
using EventEdge.Hosting.Retries;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Keeps the bus running. A broker that is down, at the start or later, is a state that is retried and logged, never a reason not to start.
/// A bus that has not listened to all of its queues for a while is replaced: MassTransit gives a queue up for good, without a word, when an
/// attempt to come back ends in a time limit of the client below it. It does so at once when a login is refused, so that bus is replaced at
/// once.
/// </summary>
internal sealed class IngestBusWorker(
    Func<IBusControl> connect, BusStatus status, IngestQueue queue, IngestLife life, CloudOptions options, string storeName,
    TimeProvider time, ILogger log,
    Func<CancellationToken, Task>? before = null) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StoreGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReplaceAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Backoff<Running?> _starting =
        new(FirstDelay, options.RetryDelayLimit, time, attempt => attempt is { Answer: null, Error: null }, static (_, _) => { });

    private string? _reported;

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        life.RunAsync("loop that listens to the bus", ListenAsync, stoppingToken);

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        while (await ConnectAsync(stoppingToken) is { } running)
        {
            log.Listening(status.Name, storeName);
            while (!stoppingToken.IsCancellationRequested && running.State.DownFor < ReplaceAfter && !running.State.IsRefused)
                await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var leaving = stoppingToken.IsCancellationRequested;
            if (!leaving) log.BusReplaced(running.State.DownFor);
            await StopAsync(running.Bus, leaving);
        }
    }

    private async Task<Running?> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return await _starting.RunAsync(TryStartAsync, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Running?> TryStartAsync(CancellationToken cancellation)
    {
        IBusControl? bus = null;
        try
        {
            bus = connect();
            var state = new BusStateObserver(status, time, log);
            bus.ConnectReceiveEndpointObserver(state);
            using var limit = new CancellationTokenSource(StartLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            if (before is not null) await before(either.Token).WaitAsync(either.Token);
            await bus.StartAsync(either.Token).WaitAsync(either.Token);
            status.Up();
            _reported = null;
            return new(bus, state);
        }
        catch (Exception error)
        {
            if (!cancellation.IsCancellationRequested) Report(status.InWords(error));
            if (bus is not null) await StopAsync(bus);
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    // An outage is one warning, however many attempts it takes.
    private void Report(string reason)
    {
        if (_reported != reason) log.BusDown(_reported = reason);
        status.Down(reason);
    }

    private async Task StopAsync(IBusControl bus, bool leaving = false)
    {
        try
        {
            using var limit = new CancellationTokenSource(StopLimit, time);
            var stopping = bus.StopAsync(limit.Token);
            // The bus waits for its consumers, and those for the store: what is not stored in a moment goes back to the broker.
            await Task.WhenAny(stopping, Task.Delay(StoreGrace, time, limit.Token));
            if (leaving) queue.Close();
            // A bus that lost a queue for good does not end on request either; left alone it holds no queue.
            await stopping.WaitAsync(limit.Token);
        }
        catch (Exception error)
        {
            // The process is leaving, or the bus is replaced; what it held is delivered again.
            log.BusStopFailed(error.Message);
        }
    }

    private sealed record Running(IBusControl Bus, BusStateObserver State);
}
