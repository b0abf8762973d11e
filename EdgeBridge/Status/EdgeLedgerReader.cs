using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.FunctionDispatcher.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Status;

/// <summary>Reads the ledger of an edge node, stopped or running.</summary>
public static class EdgeLedgerReader
{
    /// <summary>Whether a data directory is an edge node's.</summary>
    public static bool Exists(string dataDirectory) => File.Exists(StateFile(dataDirectory));

    /// <summary>
    /// The ledger of a stopped node. The caller holds the data directory's lock: journal and outbox are opened as a starting node would.
    /// Null when the node never came so far as to save anything.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read, or was written by a newer version.</exception>
    public static async Task<EdgeLedger?> ReadStoppedAsync(string dataDirectory, TimeProvider time)
    {
        if (LedgerTable.Read(StateFile(dataDirectory)) is not { } saved) return null;
        var log = NullLogger.Instance;
        await using var journal = MessageJournal.Open(
            new() { Directory = Path.Combine(dataDirectory, "journal") }, PhysicalLogFiles.Instance, log);
        await using var outbox = ResultOutbox.Open(
            new() { Directory = Path.Combine(dataDirectory, "outbox") }, PhysicalLogFiles.Instance, time, log);
        var deadLetters = await new DeadLetterFile(dataDirectory).ListAsync(new() { Limit = 0 }, CancellationToken.None)
            .ConfigureAwait(false);
        return Of(saved.Node, saved.At, journal, outbox, saved.Losses) with
        {
            MessagesReceived = saved.Messages,
            Matched = saved.Matched,
            Unmatched = saved.Unmatched,
            InFlight = Math.Max(0, journal.NextSequence - 1 - saved.Position),
            Bindings = [.. saved.Bindings.Select(binding => WithTally(binding, outbox))],
            DeadLetters = deadLetters.Kept,
            DeadLettersLost = deadLetters.Lost,
        };
    }

    /// <summary>The ledger of the node in this process.</summary>
    internal static EdgeLedger OfRunning(
        EdgeSnapshot snapshot, IReadOnlyList<BindingStatus> bindings, EdgeStores stores, string dataDirectory)
    {
        var saved = LedgerTable.Read(StateFile(dataDirectory));
        return Of(snapshot.Node, snapshot.At, stores.Journal, stores.Outbox, saved?.Losses ?? []) with
        {
            Running = true,
            MessagesReceived = snapshot.MessagesReceived,
            Matched = snapshot.Matched,
            Unmatched = snapshot.Unmatched,
            Resent = snapshot.Resent,
            InFlight = snapshot.InFlight,
            Unexplained = snapshot.Unexplained,
            Bindings = [
                .. snapshot.Versions.Select(entry => new RecordedBinding(VersionOf(entry, bindings), false, entry)),
                .. Retired(saved, stores.Outbox)],
            DeadLetters = snapshot.DeadLetters,
            DeadLettersLost = snapshot.DeadLettersLost,
        };
    }

    // What the disk tells of a node, whether it runs or not.
    private static EdgeLedger Of(
        string node, DateTimeOffset at, MessageJournal journal, ResultOutbox outbox, IReadOnlyList<RecordedLoss> losses) => new()
        {
            Node = node,
            At = at,
            Epoch = outbox.Epoch,
            NumberingBegun = outbox.NumberingBegun,
            Bindings = [],
            Classes = outbox.Positions,
            JournalGaps = InWords(journal),
            Losses = [.. losses, .. OfNumbering(outbox)],
        };

    private static IEnumerable<RecordedLoss> OfNumbering(ResultOutbox outbox) =>
        outbox.NumberingNotes.Select(note => new RecordedLoss(note.At, $"numbering {note.Epoch}", 0, note.Reason));

    private static string StateFile(string dataDirectory) => Path.Combine(dataDirectory, "state.db");

    private static IEnumerable<RecordedBinding> Retired(SavedLedger? saved, ResultOutbox outbox) =>
        saved?.Bindings.Where(b => b.Retired).Select(b => WithTally(b, outbox)) ?? [];

    private static RecordedBinding WithTally(RecordedBinding binding, ResultOutbox outbox) =>
        binding with { Counts = binding.Counts.With(outbox, binding.Version) };

    private static string VersionOf(LedgerEntry entry, IReadOnlyList<BindingStatus> bindings) =>
        bindings.FirstOrDefault(b => b.Identity.Name == entry.Binding).Identity?.Version ?? string.Empty;

    private static string[] InWords(MessageJournal journal) =>
        [.. journal.Gaps.Select(gap => $"journal records {gap.From} to {gap.To}: damaged on disk, the segment is set aside")];
}
