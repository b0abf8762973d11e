namespace EventEdge.EdgeBridge.Requests;

/// <summary>Counts answers by binding and class of status, for the bindings in force. Any thread.</summary>
internal sealed class AnswerCounts
{
    private static readonly int[] Classes = [2, 4, 5];

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Binding, int Class), long> _counts = [];

    /// <summary>The counts, by binding; those of a new one are 0.</summary>
    public IReadOnlyList<AnswerCount> Read()
    {
        lock (_lock)
        {
            return [.. _counts.OrderBy(c => c.Key.Binding, StringComparer.Ordinal).ThenBy(c => c.Key.Class)
                .Select(c => new AnswerCount(c.Key.Binding, c.Key.Class, c.Value))];
        }
    }

    /// <summary>These bindings are in force; what others answered is forgotten.</summary>
    public void Use(IEnumerable<string> bindings)
    {
        lock (_lock)
        {
            var names = bindings.ToHashSet(StringComparer.Ordinal);
            foreach (var gone in _counts.Keys.Where(k => !names.Contains(k.Binding)).ToList()) _counts.Remove(gone);
            foreach (var name in names)
            {
                foreach (var one in Classes) _counts.TryAdd((name, one), 0);
            }
        }
    }

    /// <summary>A request was answered. One whose binding is not in force any more is not counted.</summary>
    public void Add(string binding, int status)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue((binding, status / 100), out var count)) _counts[(binding, status / 100)] = count + 1;
        }
    }
}
