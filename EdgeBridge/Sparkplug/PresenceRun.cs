using EventEdge.Hosting.Retries;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>Keeps a presence connected, with growing pauses while that fails. Life: Start, DisposeAsync.</summary>
internal sealed class PresenceRun(IPresence presence, string name, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long to say goodbye may take.</summary>
    public static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseLimit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private string? _reported;

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(
        () => new Reconnection(FirstPause, PauseLimit, time, Report).RunAsync(ConnectAsync, _stop.Token), CancellationToken.None);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(LeaveLimit + LeaveLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<ConnectionEnd> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return await presence.ConnectAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            return new(error.GetBaseException().Message, Held: false);
        }
    }

    // One outage is one line, however often it is tried to end it.
    private void Report(ConnectionEnd end, TimeSpan pause)
    {
        if (end.Reason != _reported) logger.PresenceLost(name, end.Reason, pause);
        _reported = end.Reason;
    }
}
