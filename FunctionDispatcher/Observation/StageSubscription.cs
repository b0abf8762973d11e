namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>An observer at work, until it is disposed. Safe to dispose from any thread, and from within the observer.</summary>
public sealed class StageSubscription : IDisposable
{
    private readonly StageObservers _observers;
    private readonly IStageObserver _observer;
    private volatile bool _isEnded;
    private volatile Exception? _failure;

    internal StageSubscription(StageObservers observers, IStageObserver observer, string? binding, StageInterest interest) =>
        (_observers, _observer, Binding, Interest) = (observers, observer, binding, interest);

    /// <summary>The name of the only binding it is about; null for all.</summary>
    public string? Binding { get; }

    /// <summary>How much it is told.</summary>
    public StageInterest Interest { get; }

    /// <summary>What the observer threw, which ended the subscription; null when it threw nothing.</summary>
    public Exception? Failure => _failure;

    /// <summary>The observer is told nothing more; a call under way on the dispatch loop may still end.</summary>
    public void Dispose()
    {
        _isEnded = true;
        _observers.Remove(this);
    }

    internal void Report(in StageObservation observation)
    {
        if (_isEnded) return;
        try
        {
            _observer.Observe(observation);
        }
        catch (Exception error)
        {
            _failure = error;
            Dispose();
            ObservationTelemetry.ObserverFailed(_observers.Logger, error, _observer.GetType().Name, observation.Stage);
        }
    }
}
