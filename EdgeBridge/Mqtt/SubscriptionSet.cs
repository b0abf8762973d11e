namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>What the bindings want from the external broker against what its session is subscribed to: only the difference is sent.</summary>
internal sealed class SubscriptionSet
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<string, int> _subscribed = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<TopicSubscription> _wanted = [];

    /// <summary>Replaces what is wanted; the highest QoS wins where a filter is named twice.</summary>
    public void Want(IReadOnlyList<TopicSubscription> filters) =>
        _wanted = [.. filters.GroupBy(one => one.Filter, (filter, same) => new TopicSubscription(filter, same.Max(one => one.Qos)))];

    /// <summary>The broker no longer knows the session.</summary>
    public void Forget() => _subscribed.Clear();

    /// <summary>Subscribes to what is new, unsubscribes from what is gone.</summary>
    public async Task ApplyAsync(ExternalSession session, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var wanted = _wanted;
            foreach (var one in wanted.Where(one => !_subscribed.TryGetValue(one.Filter, out var qos) || qos != one.Qos))
            {
                await session.SubscribeAsync(one, cancellation).ConfigureAwait(false);
                _subscribed[one.Filter] = one.Qos;
            }

            foreach (var gone in _subscribed.Keys.Except(wanted.Select(one => one.Filter)).ToArray())
            {
                await session.UnsubscribeAsync(gone, cancellation).ConfigureAwait(false);
                _subscribed.Remove(gone);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
