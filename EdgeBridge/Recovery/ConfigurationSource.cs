using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>
/// Brings the bindings file into force: at the start after the saved configuration has caught up with the journal, later whenever the
/// file's content changes. A file with problems changes nothing and is shown until it is mended.
/// </summary>
internal sealed class ConfigurationSource(ILogger<ConfigurationSource> logger)
{
    /// <summary>How long a change waits for the calls of the bindings it ends, before it gives them up.</summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    private BindingsResult? _candidate;
    private BindingsResult? _entering;
    private DateTimeOffset _drainedBy;
    private volatile string? _problem;
    private TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Raised on the dispatch loop when other bindings are in force.</summary>
    public event Action? BindingsChanged;

    /// <summary>Problems of the last file that was not taken; null when the file on disk is the one in force.</summary>
    public string? Problem => _problem;

    /// <summary>Takes a new content of the file, good or bad.</summary>
    public void Offer(BindingsResult result)
    {
        if (result.Config is null) Refuse(string.Join(Environment.NewLine, result.Problems));
        else
        {
            Interlocked.Exchange(ref _candidate, result);
            Volatile.Read(ref _offered).TrySetResult();
        }
    }

    /// <summary>Whether a content waits for <see cref="TryApply"/>.</summary>
    public bool HasOffer => Volatile.Read(ref _candidate) is not null;

    /// <summary>Completes with the next offer; one that came before the call shows in <see cref="HasOffer"/> alone.</summary>
    public Task WaitAsync()
    {
        if (_offered.Task.IsCompleted) Interlocked.Exchange(ref _offered, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _offered.Task;
    }

    /// <summary>
    /// Applies the newest good content, if there is one. Returns its pinned text once it is in force, which is later where functions
    /// outside the process have yet to answer.
    /// </summary>
    public string? TryApply(Dispatcher dispatcher, DateTimeOffset now)
    {
        if (_entering is null && !TryBegin(dispatcher, now)) return null;
        if (!dispatcher.CanFinishChange && now < _drainedBy) return null;
        dispatcher.FinishChange(now);
        var entered = _entering!;
        _entering = null;
        _problem = null;
        EdgeTelemetry.Applied(logger, string.Join(", ", entered.Config!.Bindings.Select(b => b.Name)));
        BindingsChanged?.Invoke();
        return entered.PinnedText;
    }

    private bool TryBegin(Dispatcher dispatcher, DateTimeOffset now)
    {
        if (Volatile.Read(ref _candidate) is null || Interlocked.Exchange(ref _candidate, null) is not { } candidate) return false;
        try
        {
            dispatcher.BeginChange(candidate.Config!);
        }
        catch (BindingException error)
        {
            Refuse(error.Message);
            return false;
        }

        (_entering, _drainedBy) = (candidate, now + DrainLimit);
        return true;
    }

    private void Refuse(string problem)
    {
        _problem = problem;
        EdgeTelemetry.NotApplied(logger, problem);
    }
}
