using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.EventTime;

namespace EventEdge.FunctionDispatcher.Dispatch;

/// <summary>Events whose key has no room: given up one by one, and told once.</summary>
internal sealed partial class BindingRuntime
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromHours(1);

    private readonly Action<string, int>? _tellFull;
    private long _toldAt = Ticks.Never;
    private bool _isCrowded;

    /// <summary>Looks whether the keys of so many events are sure to find room, which is what lets workers take them; before each batch.</summary>
    public void ReviewRoom(int events) => _isCrowded = Windows is not null && Windows.IsCrowded(events);

    private void Refuse(EdgeEvent input)
    {
        Counters.KeysRefused++;
        Reject(
            FailureStage.Limit,
            $"the binding has {Config.Limits.Keys} keys, as many as limits.keys allows, and this is another: raise the limit, or see who sends keys without end",
            input);
        if (_toldAt != Ticks.Never && _recorded.Now - _toldAt < TellEvery.Ticks) return;
        _toldAt = _recorded.Now;
        _tellFull?.Invoke(Identity.Name, Config.Limits.Keys);
    }
}
