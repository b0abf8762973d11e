using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.Hosting.Health;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Hangs;

/// <summary>
/// What a node dies of: a function that hangs in its process, a binding that ends the dispatch loop, and whatever ends the process while
/// the journal is replayed. Says when the process has to end, and disables the binding that would lead each next start into the same death.
/// Safe for concurrent use.
/// </summary>
internal sealed class DeathMonitor : IDisposable
{
    private readonly EdgeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HangStore _store;
    private readonly ReplayWatch _replay;
    private readonly TaskCompletionSource<string> _fatal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Enters what the last start died of.</summary>
    public DeathMonitor(EdgeOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _store = new HangStore(Path.Combine(options.DataDirectory, "hangs"));
        _replay = new ReplayWatch(options.DataDirectory);
        if (_replay.Suspect is { } suspect) Died(suspect.Binding, suspect.Position, "the process ended while it read the journal again");
    }

    /// <summary>Completes, with the reason, when the process has to end.</summary>
    public Task<string> Fatal => _fatal.Task;

    /// <summary>Why the process has to end; null while it need not.</summary>
    public HealthProblem? Problem { get; private set; }

    /// <summary>Whether starts have ended in the replay before, so that this one has to say what it takes.</summary>
    public bool IsCareful => _replay.IsCareful;

    /// <summary>Whom to tell before a binding takes something; null for nobody.</summary>
    public Action<BindingIdentity, long>? OnTake => _replay.IsCareful ? _replay.Mark : null;

    /// <summary>Why a binding must not run, and from where on; null when it may.</summary>
    public DisabledBinding? Find(BindingIdentity binding) => _store.Find(binding);

    /// <summary>A replay begins.</summary>
    public void BeginReplay()
    {
        try
        {
            _replay.Begin();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A disk that takes nothing does not keep the node from what it can do.
            EdgeTelemetry.ReplayNotCounted(_logger, error.Message);
        }
    }

    /// <summary>The replay is over.</summary>
    public void HasCaughtUp() => _replay.Complete();

    /// <summary>A function hangs in the node's process.</summary>
    public void Hangs(BindingIdentity binding, long position)
    {
        var count = Record(binding, position, cause: null);
        EdgeTelemetry.Hangs(_logger, binding.Name, Quantity.Format(_options.HangLimit!.Value), count, HangStore.Limit);
        End($"the function of binding {binding.Name} hangs", "the node ends and has to be started again; mend the function");
    }

    /// <summary>The dispatch loop has ended, and will not go on in this process.</summary>
    public void LoopEnded(Exception error)
    {
        // A loop that hung and goes on after all finds the node put away.
        if (Problem is not null) return;
        if (error is BindingFaultException fault)
        {
            _replay.Explain();
            Died(fault.Binding, fault.Position, $"{fault.InnerException!.GetType().Name}: {fault.InnerException.Message}");
        }

        End($"the loop that handles messages has ended: {error.Message}",
            "the node ends and has to be started again: nothing acknowledged is lost");
    }

    /// <summary>An orderly end of the node, or what is left after another.</summary>
    public void Dispose()
    {
        if (Problem is null) _replay.Dispose();
        else _replay.Close();
    }

    private void Died(BindingIdentity binding, long position, string cause) =>
        EdgeTelemetry.Died(_logger, binding.Name, position, Record(binding, position, cause), HangStore.Limit, cause);

    private int Record(BindingIdentity binding, long position, string? cause)
    {
        try
        {
            return _store.Record(binding, position, _time.GetUtcNow(), cause);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            EdgeTelemetry.HangNotPersisted(_logger, binding.Name, error.Message);
            return HangStore.Limit;
        }
    }

    private void End(string reason, string remedy)
    {
        Problem = new(HealthLevel.Dead, reason, remedy);
        _fatal.TrySetResult(reason);
    }
}
