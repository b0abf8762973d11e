namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// Watches a bindings file by the hash of its content: file watchers miss the symbolic-link swaps of mounted configuration, a hash does
/// not. New content counts once it was found unchanged twice in a row: of a file that is just being written, the first half may read as a
/// whole. A bad file is reported like a good one; whoever listens keeps what was running. Life: RunAsync, once, until cancelled.
/// </summary>
public sealed class BindingsWatcher
{
    /// <summary>How often the file is read unless said otherwise.</summary>
    public static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly IFunctionCatalog? _catalog;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private string _seen;
    private string? _unsettled;

    /// <summary>Prepares to watch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="current">What was read from it before, so that a change in between is not missed.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="catalog">The built-in functions, to check names and settings.</param>
    /// <param name="period">How often the file is read. Default <see cref="DefaultPeriod"/>.</param>
    public BindingsWatcher(string path, BindingsResult current, TimeProvider time, IFunctionCatalog? catalog = null, TimeSpan? period = null)
    {
        _path = path;
        _catalog = catalog;
        _time = time;
        _period = period ?? DefaultPeriod;
        // A file that could not be read at first has no hash, and is reported again when it has one.
        _seen = current.ContentHash;
    }

    /// <summary>Reads the file every period and hands over each new content, good or bad, once. Ends when cancelled, without an exception.</summary>
    /// <param name="changed">Called one at a time; an exception ends the watch.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task RunAsync(Func<BindingsResult, Task> changed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                if (Poll() is { } result) await changed(result).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    /// <summary>Reads the file now: the result when its content is new and was the same last time, else null.</summary>
    internal BindingsResult? Poll()
    {
        var content = BindingsContent.Read(_path);
        var settled = content.Fingerprint == _unsettled;
        _unsettled = settled || content.Fingerprint == _seen ? null : content.Fingerprint;
        if (!settled) return null;
        _seen = content.Fingerprint;
        return BindingsFile.Parse(content, _path, _catalog);
    }
}
