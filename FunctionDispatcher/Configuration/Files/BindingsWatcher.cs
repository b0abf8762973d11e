using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>
/// Watches a bindings file, and the code its functions name, by the hash of their content: file watchers miss the symbolic-link swaps of
/// mounted configuration, a hash does not. New content counts once it was found unchanged twice in a row: of a file that is just being
/// written, the first half may read as a whole. A bad file is reported like a good one; whoever listens keeps what was running. Life:
/// RunAsync, once, until cancelled.
/// </summary>
public sealed class BindingsWatcher
{
    /// <summary>
    /// How often the files are read unless said otherwise: an edit is to be in force within two seconds, a compiler's start included.
    /// </summary>
    public static readonly TimeSpan DefaultPeriod = TimeSpan.FromMilliseconds(500);

    // A node with nothing to do is woken for every look; a second one is worth it only after a change.
    private static readonly TimeSpan SettlePeriod = TimeSpan.FromMilliseconds(200);

    private readonly string _path;
    private readonly EventEdgeComponents? _components;
    private readonly FunctionCode? _code;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly FileHashes _hashes = new();
    private string _seen;
    private IReadOnlyList<string> _codeFiles;
    private string? _unsettled;
    private string? _good;

    /// <summary>Prepares to watch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="current">What was read from it before, so that a change in between is not missed.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="components">What bindings can choose from; null as for <see cref="BindingsFile.Load"/>.</param>
    /// <param name="code">Reads the code that functions name.</param>
    /// <param name="period">How often the files are read. Default <see cref="DefaultPeriod"/>.</param>
    public BindingsWatcher(
        string path,
        BindingsResult current,
        TimeProvider time,
        EventEdgeComponents? components = null,
        FunctionCode? code = null,
        TimeSpan? period = null)
    {
        _path = path;
        _components = components;
        _code = code;
        _time = time;
        _period = period ?? DefaultPeriod;
        // A file that could not be read at first has no hash, and is reported again when it has one.
        _seen = Fingerprint(current);
        _codeFiles = FilesOf(current);
        _good = current.Config is null ? null : current.PinnedText;
    }

    /// <summary>
    /// Reads the file every period, and again soon after a change, and hands over each new content, good or bad, once. Ends when cancelled,
    /// without an exception.
    /// </summary>
    /// <param name="changed">Called one at a time; an exception ends the watch.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task RunAsync(Func<BindingsResult, Task> changed, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_unsettled is not null && SettlePeriod < _period ? SettlePeriod : _period, _time, cancellation)
                    .ConfigureAwait(false);
                if (Poll() is { } result) await changed(result).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    /// <summary>Reads the files now: the result when their content is new and was the same last time, else null.</summary>
    internal BindingsResult? Poll()
    {
        var content = BindingsContent.Read(_path);
        var found = string.Join(' ', _codeFiles.Select(_hashes.Of).Prepend(content.Fingerprint));
        var settled = found == _unsettled;
        _unsettled = settled || found == _seen ? null : found;
        if (!settled) return null;
        var result = BindingsFile.Parse(content, _path, _components, _code);
        var read = Fingerprint(result);
        // Written to since it settled: it may be half of what it will be.
        if (read != found && FilesOf(result).SequenceEqual(_codeFiles)) return null;
        _codeFiles = FilesOf(result);
        _seen = read;
        // A database that another program writes to may be another one, and its table the same.
        var good = result.Config is null ? null : result.PinnedText;
        if (good is not null && good == _good) return null;
        _good = good;
        return result;
    }

    private static IReadOnlyList<string> FilesOf(BindingsResult result) => [.. result.Code.Select(c => c.File).Distinct()];

    /// <summary>What was read, so that code written to since is seen at the next look.</summary>
    private static string Fingerprint(BindingsResult result) =>
        string.Join(' ', result.Code.DistinctBy(c => c.File).Select(c => c.Content).Prepend(
            result.ContentHash.Length > 0 || result.Problems.Count == 0 ? result.ContentHash : result.Problems[0].Message));
}
