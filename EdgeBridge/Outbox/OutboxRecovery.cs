using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Downsampling.Blocks;
using EventEdge.EdgeBridge.Outbox.Queues;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>The outbox as an earlier run has left it.</summary>
/// <param name="Numbering">The numbering.</param>
/// <param name="Queues">The classes.</param>
/// <param name="Cursors">Highest durable cursor of every binding version.</param>
/// <param name="Frontier">How far windows may have been merged.</param>
/// <param name="Settled">What became of points whose sequences the position file knows as acknowledged.</param>
/// <param name="WasPressed">What <see cref="OutboxPosition.Pressed"/> said.</param>
internal sealed record OutboxRecovery(
    Numbering Numbering, OutboxQueue[] Queues, Dictionary<(string Binding, string Version), long> Cursors, MergeFrontier Frontier,
    BindingTally[] Settled, bool WasPressed)
{
    /// <summary>Opens the logs and brings together what they and the position file know.</summary>
    public static OutboxRecovery Read(
        OutboxOptions options, DeliveryClass[] classes, OutboxPositionStore positions, ILogFiles files, TimeProvider time, ILogger logger)
    {
        List<SegmentedLog> logs = [];
        try
        {
            foreach (var deliveryClass in classes) logs.Add(OpenLog(options, deliveryClass, files, logger));
            var blocks = classes.Select(each => new DownsampledStore(Path.Combine(DirectoryOf(options, each), "coarse"), files, logger))
                .ToArray();
            var position = positions.Load();
            // The position file has their tallies; with them a block would count twice.
            for (var index = 0; index < blocks.Length; index++) blocks[index].Forget(position?.Acknowledged[index] ?? 0);
            var broken = position is null || IsBroken(position, logs, blocks, options, logger);
            var frontier = new MergeFrontier(position?.MergedUntil ?? []);
            var queues = classes.Select((each, index) =>
                OpenQueue(new QueueContext(new DropContext(options.Node, each), options.BacklogLimit, frontier, options.IsDraining,
                    position is { Pressed: true }), logs[index], blocks[index], position, time, logger)).ToArray();
            var notes = position?.Notes ?? [];
            // What a new numbering begins with is what has not been confirmed under the former one.
            var numbering = broken
                ? Numbering.Begin([.. queues.Select(queue => queue.Acknowledged + 1)], notes, time.GetUtcNow())
                : new Numbering(position!.Epoch, position.From ?? [.. classes.Select(_ => 1L)], notes) { Begun = position.Begun };
            var recovery = new OutboxRecovery(numbering, queues, [], frontier, [.. position?.Tallies ?? []], position is { Pressed: true });
            recovery.ReadCursors(position);
            if (broken) positions.Save(recovery.ToPosition(position));
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
        var directory = DirectoryOf(options, deliveryClass);
        var segment = options.SegmentBytes;
        return SegmentedLog.Open(
            new LogOptions { Directory = directory, SegmentBytes = segment, PendingBytesLimit = segment, IsReadOnly = options.IsDraining },
            files, logger);
    }

    private static string DirectoryOf(OutboxOptions options, DeliveryClass deliveryClass) =>
        Path.Combine(options.Directory, deliveryClass.ToString().ToLowerInvariant());

    /// <summary>
    /// A number that may have reached the cloud must never be given to another record: the cloud would take the two for one.
    /// </summary>
    private static bool IsBroken(
        OutboxPosition position, List<SegmentedLog> logs, DownsampledStore[] blocks, OutboxOptions options, ILogger logger)
    {
        for (var index = 0; index < logs.Count; index++)
        {
            var known = Math.Max(
                Math.Max(position.Acknowledged[index], options.CommittedBefore.ElementAtOrDefault(index)),
                Math.Max(position.AheadOf(index).Select(ahead => ahead.Acknowledged).LastOrDefault(),
                    blocks[index].Blocks.Select(block => block.Last).LastOrDefault()));
            if (known < logs[index].NextSequence) continue;
            logger.NumberingBroken(options.Directory, logs[index].NextSequence - 1, known);
            return true;
        }

        return false;
    }

    private static OutboxQueue OpenQueue(
        QueueContext context, SegmentedLog log, DownsampledStore blocks, OutboxPosition? position, TimeProvider time, ILogger logger)
    {
        // Blocks beyond the log's end would give its next numbers to two records: their log was lost, and they go with it.
        blocks.SetAsideFrom(log.NextSequence);
        var first = Math.Min(log.FirstSequence, blocks.Blocks.Select(block => block.First).FirstOrDefault(log.FirstSequence));
        var offsets = OffsetsOf(position, (int)context.Drops.Class, first - 1, log.NextSequence - 1);
        // A drain may have sent it all, on a disk that could not remember that.
        if (!context.IsDraining && !context.WasPressed) offsets = offsets.WithAllOffered(log.NextSequence - 1);
        return new OutboxQueue(context, log, blocks, offsets, time, logger);
    }

    // A position of which the disk knows less, or more, is brought into what is there.
    private static QueueOffsets OffsetsOf(OutboxPosition? position, int index, long trimmed, long last)
    {
        var acknowledged = Math.Clamp(position?.Acknowledged[index] ?? 0, trimmed, last);
        var known = position?.AheadOf(index).Where(ahead => ahead.First <= last).ToLookup(ahead => ahead.First > acknowledged + 1);
        // What had left ahead of records that are no longer there begins the queue.
        List<AheadRange> ranges = [.. known?[false].TakeLast(1) ?? []];
        if (ranges.Count == 0) ranges.Add(new(acknowledged + 1, acknowledged, position?.Offered?[index] ?? long.MaxValue));
        ranges.AddRange(known?[true] ?? []);
        return new QueueOffsets(ranges.Select((range, place) =>
        {
            var end = place == ranges.Count - 1 ? last : ranges[place + 1].First - 1;
            var offered = Math.Clamp(range.Offered, range.First - 1, end);
            return new OffsetRange(
                range.First, Math.Clamp(Math.Max(range.Acknowledged, acknowledged), range.First - 1, end), offered, offered);
        })).WithoutEmpty();
    }

    private void ReadCursors(OutboxPosition? position)
    {
        foreach (var emitted in position?.Cursors ?? []) Raise(Cursors, emitted);
        foreach (var queue in Queues)
        {
            foreach (var emitted in queue.Recover()) Raise(Cursors, emitted);
        }
    }

    private OutboxPosition ToPosition(OutboxPosition? position) => OutboxPosition.Of(
        Numbering, Array.ConvertAll(Queues, queue => queue.Offsets),
        [.. Cursors.Select(entry => new EmittedCursor(entry.Key.Binding, entry.Key.Version, entry.Value))], Settled,
        Frontier.Promised) with
    { Pressed = position is { Pressed: true } };
}
