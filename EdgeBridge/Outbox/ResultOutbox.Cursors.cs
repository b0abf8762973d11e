namespace EventEdge.EdgeBridge.Outbox;

/// <content>How far each binding has emitted.</content>
internal sealed partial class ResultOutbox
{
    /// <summary>Highest durable cursor of a binding version, in any class; 0 when it has never committed.</summary>
    public long CursorOf(string binding, string version)
    {
        lock (_commitGate)
        {
            TakeCommittedCursors();
            return _cursors.GetValueOrDefault((binding, version));
        }
    }

    /// <summary>Highest durable cursor of any binding version; 0 when none has committed.</summary>
    public long HighestCursor
    {
        get
        {
            lock (_commitGate)
            {
                TakeCommittedCursors();
                return _cursors.Values.DefaultIfEmpty().Max();
            }
        }
    }

    private EmittedCursor[] SnapshotCursors()
    {
        lock (_commitGate)
        {
            TakeCommittedCursors();
            return [.. _cursors.Select(entry => new EmittedCursor(entry.Key.Binding, entry.Key.Version, entry.Value))];
        }
    }

    private void TakeCommittedCursors()
    {
        foreach (var lane in _lanes)
        {
            foreach (var emitted in lane.TakeCommitted()) OutboxRecovery.Raise(_cursors, emitted);
        }
    }
}
