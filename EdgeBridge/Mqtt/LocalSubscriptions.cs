using MQTTnet;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// Which filters the embedded broker's clients have subscribed to, so that messages nobody wants never enter the broker's dispatch.
/// A filter reported too long costs time, one missed would cost messages: when in doubt it stays.
/// </summary>
internal sealed class LocalSubscriptions
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Client, string Filter)> _all = [];
    private volatile string[] _filters = [];
    private int _version;

    /// <summary>Changes with every change.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Whether any filter matches.</summary>
    public bool Want(string topic)
    {
        foreach (var filter in _filters)
        {
            if (Matches(topic, filter)) return true;
        }

        return false;
    }

    /// <summary>How many clients would get a message on the topic.</summary>
    public int CountClients(string topic)
    {
        lock (_gate) return _all.Where(one => Matches(topic, one.Filter)).Select(one => one.Client).Distinct().Count();
    }

    /// <summary>A client has subscribed.</summary>
    public void Add(string client, string filter) => Change(() => _all.Add((client, filter)));

    /// <summary>A client has unsubscribed.</summary>
    public void Remove(string client, string filter) => Change(() => _all.Remove((client, filter)));

    /// <summary>A client's session has ended.</summary>
    public void Forget(string client) => Change(() => _all.RemoveWhere(one => one.Client == client) > 0);

    private static bool Matches(string topic, string filter) =>
        MqttTopicFilterComparer.Compare(topic, filter) != MqttTopicFilterCompareResult.NoMatch;

    private void Change(Func<bool> change)
    {
        lock (_gate)
        {
            if (!change()) return;
            _filters = _all.Select(one => one.Filter).Distinct().ToArray();
            Interlocked.Increment(ref _version);
        }
    }
}
