using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>
/// A broker's session as MQTT allows it to be: a copy for each overlapping subscription or one for all of them, with identifiers or
/// without, and a queue that keeps everything in order while nobody listens.
/// </summary>
internal sealed class ModelBroker(bool identifiers, bool copyForEach) : IBrokerSession
{
    private readonly Dictionary<string, PlannedSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Queue<Copy> _queue = new();
    private readonly Dictionary<string, TaskCompletionSource> _markers = [];

    public bool HasIdentifiers => identifiers;

    public CancellationToken Ending => CancellationToken.None;

    public IEnumerable<string> Filters => _subscriptions.Keys;

    /// <summary>Filters that it refuses.</summary>
    public HashSet<string> Forbidden { get; } = [];

    public int Waiting => _queue.Count;

    public Task<SubscribeAnswer> SubscribeAsync(PlannedSubscription wanted, CancellationToken cancellation)
    {
        if (Forbidden.Contains(wanted.Filter)) return Task.FromResult(new SubscribeAnswer("NotAuthorized", 0));
        _subscriptions[wanted.Filter] = wanted;
        return Task.FromResult(new SubscribeAnswer(null, wanted.Qos));
    }

    public Task UnsubscribeAsync(string filter, CancellationToken cancellation)
    {
        _subscriptions.Remove(filter);
        return Task.CompletedTask;
    }

    public Task PassMarkerAsync(string topic, string marker, CancellationToken cancellation)
    {
        _queue.Enqueue(new(topic, marker, 1, []));
        return (_markers[marker] = new TaskCompletionSource()).Task;
    }

    /// <summary>The node has been restarted: what it waited for it waits for no longer.</summary>
    public void ForgetMarkers() => _markers.Clear();

    public void Publish(string topic, string text, int qos)
    {
        var matching = _subscriptions.Values.Where(one => Matches(one.Filter, topic)).ToList();
        if (matching.Count == 0) return;
        var ways = copyForEach ? matching.Select(one => new[] { one }) : [matching.ToArray()];
        foreach (var way in ways)
        {
            List<uint> by = identifiers ? [.. way.Select(one => one.Identifier)] : [];
            _queue.Enqueue(new(topic, text, Math.Min(qos, way.Max(one => one.Qos)), by));
        }
    }

    /// <summary>The next message; its marker, when it is one, has passed when it is acknowledged.</summary>
    public Copy Deliver() => _queue.Dequeue();

    public void Acknowledge(Copy copy)
    {
        if (_markers.Remove(copy.Text, out var marker)) marker.SetResult();
    }

    // Written anew, so that the product's own matching is checked too.
    public static bool Matches(string filter, string topic)
    {
        var (f, t) = (filter.Split('/'), topic.Split('/'));
        for (var level = 0; level < f.Length; level++)
        {
            if (f[level] == "#") return true;
            if (level >= t.Length || (f[level] != "+" && f[level] != t[level])) return false;
        }

        return f.Length == t.Length;
    }

    internal sealed record Copy(string Topic, string Text, int Qos, List<uint> Identifiers);
}
