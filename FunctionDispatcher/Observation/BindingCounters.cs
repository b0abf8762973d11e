using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// What became of a binding's events: the observer of its stages that is always there. Saved with the binding's state: a replay counts
/// again exactly what the crash made it forget. Written by the dispatch loop only; readers may see a moment between two events.
/// </summary>
public sealed class BindingCounters
{
    /// <summary>Messages that were decoded to at least one event.</summary>
    public long Decoded { get; internal set; }

    /// <summary>Messages that were not what the decoder reads, or held too many events. Each counts as one event, rejected.</summary>
    public long Undecodable { get; internal set; }

    /// <summary>Messages that were decoded to no event.</summary>
    public long Ignored { get; internal set; }

    /// <summary>
    /// Messages that were not looked at, because the function must not run or has no room. Each counts as one event, rejected.
    /// </summary>
    public long Refused { get; internal set; }

    /// <summary>Messages routed to the binding, whatever became of them; counted where they come in.</summary>
    public long Messages { get; internal set; }

    /// <summary>Events of the messages routed to the binding.</summary>
    public long Received { get; internal set; }

    /// <summary>Events that reached the window, or the function where there is no window.</summary>
    public long InWindows { get; internal set; }

    /// <summary>Events that <c>where</c> turned away.</summary>
    public long Filtered { get; internal set; }

    /// <summary>Events whose windows were closed for good.</summary>
    public long Late { get; internal set; }

    /// <summary>
    /// Events given up, with a dead letter; of QoS 0 events dropped in a row for want of room, with one dead letter for all.
    /// </summary>
    public long Rejected { get; internal set; }

    /// <summary>
    /// Events dropped because their <c>event_id</c> was seen before. Saved with the memory of ids, so that bindings without one keep
    /// their format.
    /// </summary>
    public long Duplicates { get; internal set; }

    /// <summary>Events whose function is being called outside the process. Not saved: restored with the calls themselves.</summary>
    public long InFlight { get; internal set; }

    /// <summary>Events, among <see cref="Rejected"/>, whose key had no room. Not saved: since the start of the process.</summary>
    public long KeysRefused { get; internal set; }

    /// <summary>
    /// Numbers in JSON that were NaN or infinite, and are null, of messages that were decoded. Not saved: since the start of the process.
    /// </summary>
    public long NotFinite { get; internal set; }

    /// <summary>
    /// Elements on the way of <c>each</c> that do not have the array of events, and so give none, of messages that were decoded. Not
    /// saved: since the start of the process.
    /// </summary>
    public long PassedOver { get; internal set; }

    /// <summary>Late events, among <see cref="InWindows"/>, that corrected a fired window.</summary>
    public long Corrected { get; internal set; }

    /// <summary>First results.</summary>
    public long Measurements { get; internal set; }

    /// <summary>Corrections of results.</summary>
    public long Revisions { get; internal set; }

    /// <summary>Results given up.</summary>
    public long ResultsRejected { get; internal set; }

    /// <summary>A message has been taken.</summary>
    /// <param name="decoded">What became of it.</param>
    /// <param name="events">Into how many events it was decoded.</param>
    /// <param name="first">
    /// The first of them, which has what the decoder noted of the message; where there is none, the one looked for.
    /// </param>
    internal void CountMessage(StageResult decoded, int events, EdgeEvent first)
    {
        if (decoded.Outcome != StageOutcome.Rejected || decoded.Stage > Stage.Decode)
        {
            NotFinite += first.NotFinite;
            PassedOver += first.PassedOver;
        }

        if (decoded.IsPassed || decoded.Stage > Stage.Decode) Decoded++;
        else if (decoded.Stage == Stage.Admit) Refused++;
        else if (decoded.Outcome == StageOutcome.Rejected) Undecodable++;
        else Ignored++;
        // What was given up as a whole leaves a dead letter like one event.
        Received += events > 0 || decoded.Cause == StageReason.NoEvent ? events : 1;
    }

    /// <summary>An event has come to its end at a stage, or waits there.</summary>
    internal void Count(Stage stage, StageResult result)
    {
        switch (result.Outcome)
        {
            case StageOutcome.Passed when stage is Stage.Window or Stage.Join or Stage.Invoke:
                InWindows++;
                if (result.IsCorrection) Corrected++;
                break;
            case StageOutcome.Dropped when result.Cause == StageReason.WhereIsFalse:
                Filtered++;
                break;
            case StageOutcome.Dropped when result.Cause == StageReason.Duplicate:
                Duplicates++;
                break;
            case StageOutcome.Dropped when result.Cause == StageReason.NoCapacity:
                Rejected++;
                break;
            case StageOutcome.Waiting when result.Cause == StageReason.CallUnderWay:
                InFlight++;
                break;
            case StageOutcome.Rejected when result.Failure == FailureStage.Late:
                Late++;
                break;
            case StageOutcome.Rejected:
                Rejected++;
                if (result.Failure == FailureStage.Limit) KeysRefused++;
                break;
        }
    }

    internal void Save(BinaryWriter writer)
    {
        ReadOnlySpan<long> saved = [Received, InWindows, Filtered, Late, Rejected, Corrected, Measurements, Revisions, ResultsRejected];
        foreach (var value in saved) writer.Write(value);
    }

    internal void Load(BinaryReader reader)
    {
        Received = reader.ReadInt64();
        InWindows = reader.ReadInt64();
        Filtered = reader.ReadInt64();
        Late = reader.ReadInt64();
        Rejected = reader.ReadInt64();
        Corrected = reader.ReadInt64();
        Measurements = reader.ReadInt64();
        Revisions = reader.ReadInt64();
        ResultsRejected = reader.ReadInt64();
        // Until messages were counted, each was one event.
        (Messages, Decoded, Undecodable, Ignored, Refused) = (Received, Received, 0, 0, 0);
    }

    internal void SaveMessages(BinaryWriter writer)
    {
        ReadOnlySpan<long> saved = [Messages, Decoded, Undecodable, Ignored, Refused];
        foreach (var value in saved) writer.Write(value);
    }

    internal void LoadMessages(BinaryReader reader)
    {
        Messages = reader.ReadInt64();
        Decoded = reader.ReadInt64();
        Undecodable = reader.ReadInt64();
        Ignored = reader.ReadInt64();
        Refused = reader.ReadInt64();
    }
}
