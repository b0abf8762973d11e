using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Storage;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>The outbox as an earlier run has left it.</summary>
/// <param name="Epoch">Identity of the numbering.</param>
/// <param name="Lanes">The classes.</param>
/// <param name="Cursors">Highest durable cursor of every binding version.</param>
internal sealed record OutboxRecovery(Guid Epoch, OutboxLane[] Lanes, Dictionary<(string Binding, string Version), long> Cursors)
{
    /// <summary>Opens the logs and brings together what they and the position file know.</summary>
    public static OutboxRecovery Read(
        OutboxOptions options, DeliveryClass[] classes, OutboxPositionStore positions, ILogFiles files, ILogger logger)
    {
        List<SegmentedLog> logs = [];
        try
        {
            foreach (var deliveryClass in classes) logs.Add(OpenLog(options, deliveryClass, files, logger));
            var position = positions.Load();
            var broken = position is null || IsBroken(position, logs, options, logger);
            var epoch = broken ? Guid.NewGuid() : position!.Epoch;
            var lanes = classes.Select((each, index) => OpenLane(each, logs[index], position?.Acknowledged[index] ?? 0)).ToArray();
            var recovery = new OutboxRecovery(epoch, lanes, []);
            recovery.ReadCursors(position);
            if (broken) positions.Save(recovery.ToPosition());
            return recovery;
        }
        catch
        {
            foreach (var log in logs) log.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Remembers a cursor if it is the highest.</summary>
    public static void Raise(Dictionary<(string Binding, string Version), long> cursors, EmittedCursor emitted)
    {
        var key = (emitted.Binding, emitted.Version);
        if (!cursors.TryGetValue(key, out var highest) || emitted.Cursor > highest) cursors[key] = emitted.Cursor;
    }

    private static SegmentedLog OpenLog(OutboxOptions options, DeliveryClass deliveryClass, ILogFiles files, ILogger logger)
    {
        var directory = Path.Combine(options.Directory, deliveryClass.ToString().ToLowerInvariant());
        var segment = options.SegmentBytes;
        return SegmentedLog.Open(new LogOptions { Directory = directory, SegmentBytes = segment, PendingBytesLimit = segment }, files, logger);
    }

    /// <summary>A number that may have reached the cloud must never be given to another record: the cloud would take the two for one.</summary>
    private static bool IsBroken(OutboxPosition position, List<SegmentedLog> logs, OutboxOptions options, ILogger logger)
    {
        for (var index = 0; index < logs.Count; index++)
        {
            var known = Math.Max(position.Acknowledged[index], options.CommittedBefore.ElementAtOrDefault(index));
            if (known < logs[index].NextSequence) continue;
            logger.NumberingBroken(options.Directory, logs[index].NextSequence - 1, known);
            return true;
        }

        return false;
    }

    private static OutboxLane OpenLane(DeliveryClass deliveryClass, SegmentedLog log, long acknowledged) =>
        new(deliveryClass, log, Math.Clamp(acknowledged, log.FirstSequence - 1, log.NextSequence - 1));

    private void ReadCursors(OutboxPosition? position)
    {
        foreach (var emitted in position?.Cursors ?? []) Raise(Cursors, emitted);
        foreach (var lane in Lanes)
        {
            foreach (var emitted in lane.Recover()) Raise(Cursors, emitted);
        }
    }

    private OutboxPosition ToPosition() => new()
    {
        Epoch = Epoch,
        Acknowledged = Array.ConvertAll(Lanes, lane => lane.Acknowledged),
        Cursors = [.. Cursors.Select(entry => new EmittedCursor(entry.Key.Binding, entry.Key.Version, entry.Value))],
    };
}
