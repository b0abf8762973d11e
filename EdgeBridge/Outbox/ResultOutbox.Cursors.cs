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

    /// <summary>
    /// The same with what is not durable yet: it was handed over, and is not handed over again. At a start that is what a disk that refuses has left in doubt.
    /// </summary>
    public long HandedOverOf(string binding, string version)
    {
        lock (_commitGate)
        {
            var waiting = _queues.SelectMany(queue => queue.Uncommitted).Where(each => each.Binding == binding && each.Version == version);
            return waiting.Select(each => each.Cursor).Append(CursorOf(binding, version)).Max();
        }
    }

    /// <summary>Highest cursor of any binding version, durable or not; 0 when none has committed.</summary>
    public long HighestCursor
    {
        get
        {
            lock (_commitGate) return _cursors.Values.Concat(_queues.SelectMany(queue => queue.Uncommitted).Select(each => each.Cursor)).DefaultIfEmpty().Max();
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
        foreach (var queue in _queues)
        {
            foreach (var emitted in queue.TakeCommitted()) OutboxRecovery.Raise(_cursors, emitted);
        }
    }
}
