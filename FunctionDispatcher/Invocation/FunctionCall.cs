using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Runtimes;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Calls one binding's function and turns every way it can fail into a value.</summary>
internal sealed class FunctionCall : IDisposable
{
    private readonly FunctionWatchdog _watchdog;
    private readonly FunctionGuard _guard;
    private readonly TimeSpan _timeout;
    private readonly List<Measurement> _results = [];

    public FunctionCall(
        FunctionWatchdog watchdog, TimeSpan timeout, Action onOverdue, FunctionMemory? memory = null, Action? onHung = null,
        string name = "")
    {
        Memory = memory;
        _watchdog = watchdog;
        _timeout = timeout;
        _guard = watchdog.Watch(timeout, onOverdue, onHung, name);
    }

    /// <summary>
    /// What the function remembers between calls; null where it cannot. Follows each call: enter it before, it is left after.
    /// </summary>
    public FunctionMemory? Memory { get; }

    /// <summary>Results of the last call; valid until the next one.</summary>
    public IReadOnlyList<Measurement> Results => _results;

    /// <summary>Runs a call. On failure the sentence that says why, and no results at all: half an answer would be a wrong one.</summary>
    /// <param name="state">What the call needs.</param>
    /// <param name="call">The call.</param>
    /// <param name="keepsMemory">False for a call on the side, after which the function remembers what it did before.</param>
    public string? Run<T>(T state, Action<T, List<Measurement>> call, bool keepsMemory = true)
    {
        _results.Clear();
        string? failure = null;
        _guard.Begin();
        try
        {
            call(state, _results);
            if (_results.Exists(static result => result?.Fields is null || result.Tags is null))
                failure = "it returned a measurement that is null, or whose fields or tags are";
        }
        catch (Exception error)
        {
            failure = Describe(error);
        }

        if (_guard.End()) failure ??= $"the call took longer than its timeout of {_timeout.TotalMilliseconds:0} ms";
        if (failure is not null) _results.Clear();
        Memory?.Leave(succeeded: failure is null && keepsMemory);
        return failure;
    }

    /// <summary>
    /// Runs a step that has no results and no part in what the function remembers. On failure the sentence that says why.
    /// </summary>
    public string? Step<T>(T state, Action<T> step)
    {
        string? failure = null;
        _guard.Begin();
        try
        {
            step(state);
        }
        catch (Exception error)
        {
            failure = Describe(error);
        }

        // An event that is in cannot be taken out again: a slow step was reported while it ran, and that is all.
        _guard.End();
        return failure;
    }

    /// <summary>The function is not called any more.</summary>
    public void Dispose() => _watchdog.Forget(_guard);

    private static string Describe(Exception error) => $"{error.GetType().Name}: {error.Message}";
}
