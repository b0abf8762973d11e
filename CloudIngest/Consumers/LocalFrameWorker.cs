using EventEdge.CloudIngest.Ingest;
using EventEdge.Contracts.Bus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Takes frames from the edge of the same process, some at once, and answers when the store has them. There the edge's outbox is the better
/// place to wait: what the store does not accept in time is answered so, and sent again.
/// </summary>
internal sealed class LocalFrameWorker(
    LocalBus bus, FrameAcceptance acceptance, BusStatus status, IngestQueue queue, IngestLife life, CloudOptions options, string storeName,
    TimeProvider time,
    ILogger<LocalFrameWorker> log) : BackgroundService
{
    private static readonly TimeSpan StoreGrace = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(options.Prefetch);

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _places.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await life.RunAsync("loop that takes frames", TakeAsync, stoppingToken);
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task TakeAsync(CancellationToken stop)
    {
        status.Up();
        log.Listening(status.Name, storeName);
        while (true)
        {
            await _places.WaitAsync(stop);
            _ = AnswerAsync(await bus.Frames.ReadAsync(stop));
        }
    }

    private async Task AnswerAsync(LocalFrame frame)
    {
        using var limit = new CancellationTokenSource(options.AcceptTimeLimit, time);
        try
        {
            frame.Stored(await acceptance.TakeAsync(frame.Body, null, limit.Token));
        }
        catch (OperationCanceledException)
        {
            frame.Failed(new IOException("the store did not accept the frame in time"));
        }
        catch (Exception error)
        {
            frame.Failed(error);
        }
        finally
        {
            _places.Release();
        }
    }

    // What is at the store already is waited for a moment; what is not stored then, the edge sends again.
    private async Task EndAsync()
    {
        using var grace = new CancellationTokenSource(StoreGrace, time);
        for (var place = 0; place < options.Prefetch && !grace.IsCancellationRequested; place++)
            await _places.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        queue.Close();
    }
}
