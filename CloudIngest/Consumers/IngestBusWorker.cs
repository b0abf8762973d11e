using EventEdge.Contracts.Bus;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Keeps the bus running. A broker that is down, at the start or later, is a state that is retried and logged, never a reason not to start.
/// </summary>
internal sealed class IngestBusWorker(
    Func<IBusControl> connect, IngestQueue queue, CloudOptions options, string storeName, TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StoreGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bus = await ConnectAsync(stoppingToken);
        if (bus is null) return;
        log.Listening(options.Transport == BusTransport.InMemory ? "the in-memory bus" : options.RabbitMq.Uri.Authority, storeName);
        var stopped = new TaskCompletionSource();
        await using var stopping = stoppingToken.Register(stopped.SetResult);
        await stopped.Task;
        await StopAsync(bus, leaving: true);
    }

    private async Task<IBusControl?> ConnectAsync(CancellationToken cancellation)
    {
        for (var wait = FirstDelay; !cancellation.IsCancellationRequested; wait = Next(wait))
        {
            IBusControl? bus = null;
            try
            {
                bus = connect();
                bus.ConnectReceiveEndpointObserver(new BusStateObserver(log));
                await bus.StartAsync(cancellation);
                return bus;
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                log.BusDown(wait, error.Message);
                if (bus is not null) await StopAsync(bus);
                await Task.Delay(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                if (bus is not null) await StopAsync(bus);
            }
        }

        return null;
    }

    private TimeSpan Next(TimeSpan wait) => wait * 2 < options.RetryDelayLimit ? wait * 2 : options.RetryDelayLimit;

    private async Task StopAsync(IBusControl bus, bool leaving = false)
    {
        try
        {
            using var limit = new CancellationTokenSource(StopLimit, time);
            var stopping = bus.StopAsync(limit.Token);
            // The bus waits for its consumers, and those for the store: what is not stored in a moment goes back to the broker.
            await Task.WhenAny(stopping, Task.Delay(StoreGrace, time, limit.Token));
            if (leaving) queue.Close();
            await stopping;
        }
        catch (Exception error)
        {
            // The process is leaving, or the bus is replaced; what it held is delivered again.
            log.BusStopFailed(error.Message);
        }
    }
}
