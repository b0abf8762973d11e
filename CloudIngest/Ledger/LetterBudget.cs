using EventEdge.CloudIngest.Stores;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// The dead letters of one batch: of each node no more than the ledger would keep of it, so that a small frame of points that are all refused is neither
/// built in memory nor written to the disk a hundred thousand times over. The rest is counted.
/// </summary>
internal sealed class LetterBudget(DeadLetterLimits limits)
{
    private readonly List<CloudDeadLetter> _letters = [];
    private readonly Dictionary<string, (long Letters, long Bytes)> _kept = [];
    private readonly Dictionary<string, long> _dropped = [];

    /// <summary>What is kept.</summary>
    public IReadOnlyCollection<CloudDeadLetter> Letters => _letters;

    /// <summary>How many more there were, by node.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped;

    /// <summary>A point is given up.</summary>
    public void Add(NodePoint source, string reason)
    {
        var (letters, bytes) = _kept.GetValueOrDefault(source.Node);
        if (letters >= limits.NodeDeadLetters || bytes >= limits.NodeBytes)
        {
            _dropped[source.Node] = _dropped.GetValueOrDefault(source.Node) + 1;
            return;
        }

        var letter = CloudDeadLetter.Of(source, reason, limits.DeadLetterBytes);
        _letters.Add(letter);
        _kept[source.Node] = (letters + 1, bytes + letter.Size);
    }
}
