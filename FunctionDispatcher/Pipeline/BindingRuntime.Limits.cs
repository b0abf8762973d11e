using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>Events whose key has no room: given up one by one, and told once.</summary>
internal sealed partial class BindingRuntime
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromHours(1);

    private readonly Action<string, int>? _reportFull;
    private long _reportedAt = Ticks.Never;
    private bool _isCrowded;

    /// <summary>Looks whether the keys of so many events are sure to find room, which is what lets workers take them; before each batch.</summary>
    public void ReviewCapacity(int events) => _isCrowded = Windows is not null && Windows.IsCrowded(events);

    private void Refuse(EdgeEvent input)
    {
        Counters.KeysRefused++;
        Reject(
            FailureStage.Limit,
            $"the binding has {Config.Limits.Keys} keys, as many as limits.keys allows, and this is another: raise the limit, or see who sends keys without end",
            input);
        if (_reportedAt != Ticks.Never && _recorded.Now - _reportedAt < ReportEvery.Ticks) return;
        _reportedAt = _recorded.Now;
        _reportFull?.Invoke(Identity.Name, Config.Limits.Keys);
    }
}
