using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Access;

/// <summary>
/// Looks at every file of the listeners' guards again and again, so that an edit counts within seconds and without a restart.
/// </summary>
internal sealed class FileWatch : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly (Func<bool> Refresh, string Name)[] _files;
    private readonly HashSet<string> _complained = [];
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private int _version;

    public FileWatch(
        IEnumerable<(Func<bool> Refresh, string Name)> files, AuditLog audit, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (_files, _audit, _time, _logger) = ([.. files], audit, time, logger);
        _loop = _files.Length == 0 ? Task.CompletedTask : Task.Run(() => RunAsync(interval));
    }

    /// <summary>Changes when any file has.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.WaitAsync(StopLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            foreach (var (refresh, name) in _files) Look(refresh, name);
        }
    }

    private void Look(Func<bool> refresh, string name)
    {
        try
        {
            if (!refresh()) return;
            _complained.Clear();
            Interlocked.Increment(ref _version);
            _logger.Reloaded(name);
            _audit.Record(AuditEvent.Reload, allowed: true, new() { Subject = name });
        }
        catch (SecurityException broken)
        {
            // A file that is missing is looked for at every turn, and named once.
            if (!_complained.Add(broken.Message)) return;
            _logger.NotReloaded(broken.Message);
            _audit.Record(AuditEvent.Reload, allowed: false, new() { Subject = name, Reason = broken.Message });
        }
    }
}
