using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>
/// Looks at a start whether the data directory still holds what its parts know of each other, because a part that vanishes takes its own
/// traces along: the saved state knows how far journal and outbox had come, and both show that there must have been a state.
/// </summary>
internal static class LossCheck
{
    /// <summary>What is gone.</summary>
    /// <param name="offsets">What the saved state remembers; null when there is none.</param>
    /// <param name="journal">The journal as found.</param>
    /// <param name="outbox">The outbox as found.</param>
    /// <param name="now">The time of the start.</param>
    public static IEnumerable<RecordedLoss> Of(SavedOffsets? offsets, MessageJournal journal, ResultOutbox outbox, DateTimeOffset now)
    {
        if (offsets is null)
        {
            if (StateWasLost(offsets, journal, outbox)) yield return State(journal, now);
            yield break;
        }

        if (journal.LastFound < offsets.Journal) yield return Journal(offsets, journal, now);
        var shortened = offsets.Classes.Zip(outbox.Positions).Where(pair => pair.Second.Last < pair.First.Last).ToList();
        if (shortened.Count > 0) yield return Outbox(offsets, shortened.Sum(pair => Unconfirmed(pair.First, pair.Second)), now);
    }

    /// <summary>Whether there are results or messages without the state that must have been saved before the first of them.</summary>
    public static bool StateWasLost(SavedOffsets? offsets, MessageJournal journal, ResultOutbox outbox) =>
        offsets is null && (journal.LastFound > 0 || outbox.Positions.Any(c => c.Last > 0));

    private static RecordedLoss Journal(SavedOffsets offsets, MessageJournal journal, DateTimeOffset now) => new(
        now, "journal", 0,
        $"the journal ends at record {journal.LastFound}, and record {offsets.Journal} was in it when the state was saved: messages "
        + "acknowledged after that and not yet counted are lost (none after a clean stop); what was counted up to there is not");

    private static RecordedLoss Outbox(SavedOffsets offsets, long unconfirmed, DateTimeOffset now) => new(
        now, "outbox", unconfirmed,
        $"records of numbering {offsets.Epoch} that were committed when the state was saved at {offsets.At.UtcDateTime:u} are gone: "
            + "those not confirmed by the bus by "
        + "then are lost, unless they were confirmed later, which the cloud's ledger shows; "
        + "results after that moment are computed again from the journal");

    private static RecordedLoss State(MessageJournal journal, DateTimeOffset now) => new(
        now, "state", journal.FirstSequence - 1,
        $"the saved state is gone: counters begin again with journal record {journal.FirstSequence}, "
            + "windows that were open at that record lack what came before "
        + "it, and messages are read under the bindings file of today");

    private static long Unconfirmed(ClassPosition saved, ClassPosition found) =>
        Math.Max(0, saved.Last - Math.Max(saved.Acknowledged, found.Last));
}
