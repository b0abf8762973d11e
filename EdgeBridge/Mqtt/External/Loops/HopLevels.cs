using EventEdge.FunctionDispatcher.Routing;

namespace EventEdge.EdgeBridge.Mqtt.External.Loops;

/// <summary>
/// Ends loops over brokers. A message says over how many nodes its cause has come; what a binding publishes says one more than the most
/// that has come to it lately, as a result of a window does not tell its causes. Past the limit a message is refused. A loop that takes
/// longer than <see cref="Memory"/> for a round is slow enough to live with.
/// </summary>
internal sealed class HopLevels(int limit, TimeProvider time)
{
    /// <summary>How long what came to a binding counts for what it publishes.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Hops, long At)> _levels = new(StringComparer.Ordinal);
    private readonly List<TopicEntry<string>> _matches = [];
    private TopicTrie<string> _bindings = new([]);

    /// <summary>The bindings have changed, and with them perhaps what made a loop.</summary>
    public void Use(IEnumerable<TopicSubscription> bindings)
    {
        lock (_gate)
        {
            _bindings = new(bindings.Select(one => KeyValuePair.Create(one.Filter, one.Binding)));
            _levels.Clear();
        }
    }

    /// <summary>
    /// Notes a message that says it has come a way; the name of a binding that it must not go to any more, or null when it may.
    /// </summary>
    public string? Refuse(string topic, int hops)
    {
        if (hops == 0) return null;
        lock (_gate)
        {
            _matches.Clear();
            _bindings.Match(topic, _matches);
            if (hops > limit) return _matches.Count > 0 ? _matches[0].Value : string.Empty;
            var now = time.GetTimestamp();
            foreach (var match in _matches)
            {
                var isHigher = !_levels.TryGetValue(match.Value, out var level) || hops >= level.Hops
                    || time.GetElapsedTime(level.At, now) >= Memory;
                if (isHigher) _levels[match.Value] = (hops, now);
            }
        }

        return null;
    }

    /// <summary>What a message that the binding publishes has to say.</summary>
    public int Next(string binding)
    {
        lock (_gate) return _levels.TryGetValue(binding, out var level) && time.GetElapsedTime(level.At) < Memory ? level.Hops + 1 : 1;
    }
}
