using EventEdge.Hosting.Retries;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>
/// Asks a store for its health until it answers or something was written to it: whoever starts a node with a wrong address hears of it
/// before the first result comes. From the first write on, writes tell. Not a loop whose end means anything.
/// </summary>
internal sealed class StoreWatch(
    Func<CancellationToken, Task<string?>> probe, string store, StoreStatus status, TimeSpan longestDelay, TimeProvider time,
    ILogger log) : IHostedService, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _asking = Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _asking = Task.Run(() => WatchAsync(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    private async Task WatchAsync(CancellationToken stop)
    {
        var isNews = true;
        var asking = new Backoff<string?>(FirstDelay, longestDelay, time, attempt => attempt.Answer is not null, Report);
        await asking.RunAsync(WhatIsWrongAsync, stop);

        void Report(Attempt<string?> attempt, TimeSpan pause)
        {
            if (isNews) log.StoreSilent(store, attempt.Answer!);
            isNews = false;
        }
    }

    // Null once nobody needs to ask any more.
    private async Task<string?> WhatIsWrongAsync(CancellationToken stop)
    {
        var problem = await AskAsync(stop);
        stop.ThrowIfCancellationRequested();
        return status.Answered(problem) ? problem : null;
    }

    // A store that fails to ask, too, is one that does not answer.
    private async Task<string?> AskAsync(CancellationToken stop)
    {
        try
        {
            return await probe(stop);
        }
        catch (Exception error)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }
}
