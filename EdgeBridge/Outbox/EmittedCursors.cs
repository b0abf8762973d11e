using EventEdge.EdgeBridge.Outbox.Queues;
using EventEdge.EdgeBridge.Outbox.Records;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>How far each binding version has emitted: highest cursors, in whatever class. Any thread.</summary>
/// <param name="queues">What holds the cursors that are not durable yet.</param>
/// <param name="commitGate">Held while a commit is fitted and appended.</param>
/// <param name="durable">Those that are, as an earlier run has left them.</param>
internal sealed class EmittedCursors(OutboxQueue[] queues, object commitGate, Dictionary<(string Binding, string Version), long> durable)
{
    /// <summary>Highest cursor of any binding version, durable or not; 0 when none has committed.</summary>
    public long Highest
    {
        get
        {
            lock (commitGate) return durable.Values.Concat(queues.SelectMany(queue => queue.Uncommitted).Select(each => each.Cursor))
                .DefaultIfEmpty().Max();
        }
    }

    /// <summary>Highest durable cursor of a binding version; 0 when it has never committed.</summary>
    public long Of(string binding, string version)
    {
        lock (commitGate)
        {
            TakeCommitted();
            return durable.GetValueOrDefault((binding, version));
        }
    }

    /// <summary>The same with what is not durable yet.</summary>
    public long HandedOverOf(string binding, string version)
    {
        lock (commitGate)
        {
            var waiting = queues.SelectMany(queue => queue.Uncommitted).Where(each => each.Binding == binding && each.Version == version);
            return waiting.Select(each => each.Cursor).Append(Of(binding, version)).Max();
        }
    }

    /// <summary>Every durable one.</summary>
    public EmittedCursor[] Snapshot()
    {
        lock (commitGate)
        {
            TakeCommitted();
            return [.. durable.Select(entry => new EmittedCursor(entry.Key.Binding, entry.Key.Version, entry.Value))];
        }
    }

    /// <summary>Takes over what has become durable. Inside the commit gate.</summary>
    public void TakeCommitted()
    {
        foreach (var queue in queues)
        {
            foreach (var emitted in queue.TakeCommitted()) OutboxRecovery.Raise(durable, emitted);
        }
    }
}
