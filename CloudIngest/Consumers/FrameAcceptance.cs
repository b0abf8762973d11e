using System.Data.Common;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Frames;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// What becomes of the bytes of a message, whatever bus they came from: a frame that the store has, or a dead letter with its reason. Both
/// are final, so the bus may then be told that the message is done.
/// </summary>
internal sealed class FrameAcceptance(
    IngestQueue queue, FrameIntake intake, SenderCheck senders, FrameLedger ledger, TimeProvider time, ILogger<FrameAcceptance> log)
{
    private static readonly TimeSpan LedgerPause = TimeSpan.FromSeconds(5);

    /// <summary>Completes when the store has accepted the frame, or when it is kept as a dead letter; gives the points in it.</summary>
    /// <param name="body">The message.</param>
    /// <param name="user">Who sent it, by the broker's word; null when it does not say.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException">Cancelled before; the message has to come again.</exception>
    public async Task<int> TakeAsync(byte[] body, string? user, CancellationToken cancellation)
    {
        var node = senders.OriginOf(user);
        var points = 0;
        try
        {
            using var admitted = await intake.ReadAsync(body, cancellation);
            if (senders.Refusal(user, admitted.Frame.Node) is { } refusal)
            {
                node = senders.OriginOf(user, admitted.Frame.Node);
                throw new FrameRefusedException(refusal);
            }

            node = admitted.Frame.Node;
            await StoreAsync(admitted, cancellation);
            points = admitted.Points.Count;
        }
        catch (Exception error) when (error is FrameFormatException or FrameRefusedException)
        {
            var code = error is FrameFormatException ? "unreadable" : "refused";
            await GiveUpAsync(new CloudDeadLetter(node, string.Empty, error.Message, body), code, cancellation);
        }

        CrashPoint.Reach(CrashPoint.BeforeAck);
        return points;
    }

    private async Task StoreAsync(AdmittedFrame admitted, CancellationToken cancellation)
    {
        var spans = FrameSpans.Begin(admitted.Frame, admitted.Points);
        var failure = "not stored";
        try
        {
            await queue.StoreAsync(new PendingFrame(admitted.Frame, admitted.Points) { Spans = spans }, cancellation);
            failure = null;
        }
        finally
        {
            spans?.End(failure);
        }
    }

    // A dead letter that the disk does not take is no dead letter: the frame waits, as it would for the store.
    private async Task GiveUpAsync(CloudDeadLetter deadLetter, string code, CancellationToken cancellation)
    {
        while (!TryKeep(deadLetter)) await Task.Delay(LedgerPause, time, cancellation);
        log.DeadLettered(deadLetter.Node, deadLetter.Binding, deadLetter.Reason, code);
    }

    private bool TryKeep(CloudDeadLetter deadLetter)
    {
        try
        {
            ledger.Commit([], IngestEntries.Of(deadLetter));
            return true;
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            log.LedgerRefused(LedgerPause, error.Message);
            return false;
        }
    }
}
