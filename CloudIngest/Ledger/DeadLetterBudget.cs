using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Stores;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>
/// The dead letters of one batch: of each node no more than the ledger would keep of it, so that a small frame of points that are all
/// refused is neither built in memory nor written to the disk a hundred thousand times over. The rest is counted.
/// </summary>
internal sealed class DeadLetterBudget(DeadLetterLimits limits)
{
    private readonly List<CloudDeadLetter> _deadLetters = [];
    private readonly Dictionary<string, (long DeadLetters, long Bytes)> _kept = [];
    private readonly Dictionary<string, long> _dropped = [];

    /// <summary>What is kept.</summary>
    public IReadOnlyCollection<CloudDeadLetter> DeadLetters => _deadLetters;

    /// <summary>How many more there were, by node.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped;

    /// <summary>A point is given up.</summary>
    public void Add(NodePoint source, string reason)
    {
        var (deadLetters, bytes) = _kept.GetValueOrDefault(source.Node);
        if (deadLetters >= limits.NodeDeadLetters || bytes >= limits.NodeBytes)
        {
            _dropped[source.Node] = _dropped.GetValueOrDefault(source.Node) + 1;
            return;
        }

        var deadLetter = CloudDeadLetter.Of(source, reason, limits.DeadLetterBytes);
        _deadLetters.Add(deadLetter);
        _kept[source.Node] = (deadLetters + 1, bytes + deadLetter.Size);
    }
}
