namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// Watches a bindings file by the hash of its content: file watchers miss the symbolic-link swaps of mounted configuration, a hash does
/// not. A bad file is reported like a good one; whoever listens keeps what was running. Life: RunAsync, once, until cancelled.
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
        _seen = Fingerprint(current);
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

    /// <summary>Reads the file now: the result when its content is new, else null.</summary>
    internal BindingsResult? Poll()
    {
        var result = BindingsFile.Load(_path, _catalog);
        var fingerprint = Fingerprint(result);
        if (fingerprint == _seen) return null;
        _seen = fingerprint;
        return result;
    }

    /// <summary>The content's hash, or what stands in the way of reading it.</summary>
    private static string Fingerprint(BindingsResult result) =>
        result.ContentHash.Length > 0 ? result.ContentHash : string.Join('\n', result.Problems);
}
