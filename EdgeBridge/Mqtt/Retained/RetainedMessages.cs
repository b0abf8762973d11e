using EventEdge.EdgeBridge.Mqtt.Topics;

namespace EventEdge.EdgeBridge.Mqtt.Retained;

/// <summary>
/// The last retained message of each topic, bounded. Who routes a retained message holds <see cref="Gate"/> from keeping it until it is
/// queued for the last live subscriber: so the order in which subscribers are told is the order in which values take each other's place,
/// here and on disk.
/// </summary>
internal sealed class RetainedMessages(SharedBudget budget, TimeProvider time)
{
    private const int LookLimit = 512;

    private readonly Dictionary<string, RoutedMessage> _byTopic = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private long _fullCount;

    /// <summary>Held by whoever keeps, routes or reads.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Topics there are.</summary>
    public int Count => budget.Count;

    /// <summary>Bytes of memory they take.</summary>
    public long Bytes => budget.Bytes;

    /// <summary>Messages for which there was no room: their topics have no value since.</summary>
    public long FullCount => Interlocked.Read(ref _fullCount);

    /// <summary>
    /// Whether the message would be kept; an empty one always is. Takes the lock itself; by the time of keeping it may have changed.
    /// </summary>
    public bool HasCapacity(string topic, string owner, long bytes)
    {
        lock (Gate) return HasCapacity(owner, bytes, _byTopic.GetValueOrDefault(topic));
    }

    /// <summary>
    /// Keeps the message in the place of the topic's earlier one; an empty one clears the topic. One without room clears it too and is
    /// counted: the value of before would be a lie. False in that case.
    /// </summary>
    public bool Keep(RoutedMessage message)
    {
        var old = _byTopic.GetValueOrDefault(message.Topic);
        var fits = message.Payload.IsEmpty || HasCapacity(message.Owner, message.Bytes, old);
        if (old is not null) budget.Remove(old.Owner, old.Bytes);
        if (!fits) Interlocked.Increment(ref _fullCount);
        if (!fits || message.Payload.IsEmpty)
        {
            if (_byTopic.Remove(message.Topic)) _topics.Remove(message.Topic);
            return fits;
        }

        budget.Add(message.Owner, message.Bytes);
        if (old is null) _topics.Add(message.Topic);
        _byTopic[message.Topic] = message;
        return true;
    }

    /// <summary>The topic's value now; null without.</summary>
    public RoutedMessage? Find(string topic) => _byTopic.GetValueOrDefault(topic);

    /// <summary>
    /// Reads on in a filter's messages, in the order of their topics, until <paramref name="take"/> says no or enough topics were looked
    /// at. Returns the topic to go on after; null at the end.
    /// </summary>
    /// <param name="filter">Which topics, without a group.</param>
    /// <param name="after">The topic read last; empty at the beginning.</param>
    /// <param name="take">Takes a message; false when there is no room for it now.</param>
    public string? Read(string filter, string after, Func<RoutedMessage, bool> take)
    {
        var wild = filter.AsSpan().IndexOfAny('+', '#');
        if (wild < 0)
            return after.Length > 0 || _byTopic.GetValueOrDefault(filter) is not { } only || IsExpired(only) || take(only) ? null : after;
        var prefix = filter[..(filter[wild] == '#' && wild > 0 ? wild - 1 : wild)]; // "a/#" means "a" too.
        var from = string.CompareOrdinal(after, prefix) > 0 ? after : prefix;
        if (_topics.Max is not { } last || string.CompareOrdinal(from, last) > 0) return null;
        var looked = 0;
        foreach (var topic in _topics.GetViewBetween(from, last))
        {
            if (!topic.StartsWith(prefix, StringComparison.Ordinal)) return null;
            if (topic == after) continue;
            if (looked++ == LookLimit) return after;
            var isMeant = FilterRelation.Covers(filter, topic);
            if (isMeant && _byTopic[topic] is var message && !IsExpired(message) && !take(message)) return after;
            after = topic;
        }

        return null;
    }

    /// <summary>Takes out those that have expired, so that they take no room from others, and says which.</summary>
    public List<string> RemoveExpired()
    {
        List<string> expired = [.. _byTopic.Values.Where(IsExpired).Select(one => one.Topic)];
        foreach (var topic in expired)
        {
            _byTopic.Remove(topic, out var gone);
            _topics.Remove(topic);
            budget.Remove(gone!.Owner, gone.Bytes);
        }

        return expired;
    }

    private bool HasCapacity(string owner, long bytes, RoutedMessage? old) => budget.HasCapacity(owner, bytes, old?.Owner, old?.Bytes ?? 0);

    private bool IsExpired(RoutedMessage message) => !message.IsAlive(time, out _);
}
