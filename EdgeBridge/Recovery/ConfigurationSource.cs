using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Dispatch;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>
/// Brings the bindings file into force: at the start after the saved configuration has caught up with the journal, later whenever the file's
/// content changes. A file with problems changes nothing and is shown until it is mended.
/// </summary>
internal sealed class ConfigurationSource(ILogger<ConfigurationSource> logger)
{
    private BindingsResult? _candidate;
    private volatile string? _problem;

    /// <summary>Raised on the dispatch loop when other bindings are in force.</summary>
    public event Action? BindingsChanged;

    /// <summary>Problems of the last file that was not taken; null when the file on disk is the one in force.</summary>
    public string? Problem => _problem;

    /// <summary>Takes a new content of the file, good or bad.</summary>
    public void Offer(BindingsResult result)
    {
        if (result.Config is null) Refuse(string.Join(Environment.NewLine, result.Problems));
        else Volatile.Write(ref _candidate, result);
    }

    /// <summary>Applies the newest good content, if there is one. Returns its pinned text once it is in force.</summary>
    public string? TryApply(Dispatcher dispatcher)
    {
        if (Volatile.Read(ref _candidate) is null || Interlocked.Exchange(ref _candidate, null) is not { } candidate) return null;
        try
        {
            dispatcher.Apply(candidate.Config!);
        }
        catch (BindingException error)
        {
            Refuse(error.Message);
            return null;
        }

        _problem = null;
        EdgeTelemetry.Applied(logger, string.Join(", ", candidate.Config!.Bindings.Select(b => b.Name)));
        BindingsChanged?.Invoke();
        return candidate.PinnedText;
    }

    private void Refuse(string problem)
    {
        _problem = problem;
        EdgeTelemetry.NotApplied(logger, problem);
    }
}
