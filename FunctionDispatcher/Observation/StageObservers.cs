using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// Who watches the stages of one dispatcher: all of its bindings, or one by name. Observers come and go at any time and from any thread;
/// the next result is the first, or the first not, that they are told. While nobody watches a binding, a stage costs one comparison.
/// </summary>
public sealed class StageObservers
{
    private readonly Lock _changing = new();
    private readonly List<StageSubscription> _subscriptions = [];
    private readonly List<StageWatch> _watches = [];

    /// <summary>Where it is told that an observer has failed.</summary>
    internal ILogger Logger { get; private set; } = NullLogger.Instance;

    /// <summary>Attaches an observer until what is returned is disposed, or the observer throws.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="binding">
    /// The name of the only binding it is told about, at whatever version; null for all of them, and for messages that no binding wants.
    /// </param>
    /// <param name="interest">How much it is told. Default: everything.</param>
    public StageSubscription Attach(IStageObserver observer, string? binding = null, StageInterest interest = StageInterest.Everything)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new StageSubscription(this, observer, binding, interest);
        lock (_changing)
        {
            _subscriptions.Add(subscription);
            foreach (var watch in _watches) Renew(watch);
        }

        return subscription;
    }

    /// <summary>Says where failures are told.</summary>
    internal StageObservers LogTo(ILogger logger)
    {
        Logger = logger;
        return this;
    }

    /// <summary>What a binding asks whether it is watched; null for what belongs to none.</summary>
    internal StageWatch Watch(BindingIdentity? binding)
    {
        var watch = new StageWatch(this, binding);
        lock (_changing)
        {
            _watches.Add(watch);
            Renew(watch);
        }

        return watch;
    }

    internal void Remove(StageSubscription subscription)
    {
        lock (_changing)
        {
            if (!_subscriptions.Remove(subscription)) return;
            foreach (var watch in _watches) Renew(watch);
        }
    }

    internal void Remove(StageWatch watch)
    {
        lock (_changing) _watches.Remove(watch);
    }

    // Whole lists, so that the dispatch loop reads one without a lock.
    private void Renew(StageWatch watch) =>
        watch.Use([.. _subscriptions.Where(s => s.Binding is null || s.Binding == watch.Binding?.Name)]);
}
