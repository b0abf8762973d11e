using System.Diagnostics;
using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Intake;

/// <summary>
/// The step in which responsibility moves: a QoS 1 or 2 message is in the journal, synced, before the listener may acknowledge it. Where
/// the journal cannot take it, the acknowledgement is withheld and the sensor keeps it.
/// </summary>
internal sealed class MessageIntake(
    MessageJournal journal, RetransmissionMemory retransmissions, VolatileQueue queue, long journalLimitBytes, TimeProvider time,
    ILogger? logger = null) : IMessageIntake
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly Interruption _outage = new();
    private long _refused;
    private long _entered;
    private long _accepted;
    private long _acceptedBytes;

    /// <summary>Messages handed over to the journal or the queue since the start of the process.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>The same and those being handed over this moment: never below <see cref="Accepted"/>.</summary>
    public long Entered => Volatile.Read(ref _entered);

    /// <summary>Topic and payload bytes of them.</summary>
    public long AcceptedBytes => Volatile.Read(ref _acceptedBytes);

    /// <summary>Why nothing durable is taken at the moment; null when all is well.</summary>
    public string? Refusal => journal.Failure is { } failure ? $"journal: {failure}"
        : journal.Bytes >= journalLimitBytes ? $"the journal holds its limit of {journalLimitBytes:N0} bytes until results can leave"
        : null;

    /// <summary>Where messages go that must not go to their binding.</summary>
    public Action<DeadLetter>? DeadLetters { get; init; }

    /// <summary>Begins the spans of sampled messages; null for none.</summary>
    public IntakeTraces? Traces { get; init; }

    /// <summary>Where losses are entered.</summary>
    public Action<RecordedLoss>? Losses { get; init; }

    /// <inheritdoc />
    public void Release(string clientId, ushort packetId) => retransmissions.Release(clientId, packetId);

    /// <inheritdoc />
    public void ForgetSession(string clientId) => retransmissions.Forget(clientId);

    /// <inheritdoc />
    public void Refuse(string binding, string topic, ReadOnlyMemory<byte> payload, string reason) =>
        DeadLetters?.Invoke(new DeadLetter(binding, FailureStage.Receive, reason, topic, payload, time.GetUtcNow(), Sequence: 0));

    /// <inheritdoc />
    public void ReportLoss(string part, string reason) => Losses?.Invoke(new RecordedLoss(time.GetUtcNow(), part, Records: 0, reason));

    /// <inheritdoc />
    public ValueTask<bool> AcceptAsync(in ReceivedMessage message, CancellationToken cancellation) =>
        Traces?.Begin(message) is { } span ? AcceptTracedAsync(message, span, cancellation) : TakeAsync(message, cancellation);

    private ValueTask<bool> TakeAsync(in ReceivedMessage message, CancellationToken cancellation) =>
        message.Qos == 0 ? QueueAsync(message, cancellation) : JournalAsync(message);

    private async ValueTask<bool> AcceptTracedAsync(ReceivedMessage message, Activity receive, CancellationToken cancellation)
    {
        var journal = message.Qos == 0 ? null : EventTrace.Start("journal", receive.Id);
        var isTaken = false;
        try
        {
            isTaken = await TakeAsync(message with { Trace = (journal ?? receive).Id }, cancellation).ConfigureAwait(false);
            return isTaken;
        }
        finally
        {
            journal.End(isTaken ? null : "not durable");
            receive.End(isTaken ? null : "not acknowledged");
        }
    }

    private ValueTask<bool> QueueAsync(in ReceivedMessage message, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _entered);
        var queued = queue.EnqueueAsync(message, time.GetUtcNow(), cancellation);
        var bytes = BytesOf(message);
        if (!queued.IsCompletedSuccessfully) return WaitAsync(queued, bytes);
        Count(bytes);
        return new(true);
    }

    private async ValueTask<bool> WaitAsync(ValueTask queued, int bytes)
    {
        try
        {
            await queued.ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _entered);
            throw;
        }

        Count(bytes);
        return true;
    }

    private ValueTask<bool> JournalAsync(in ReceivedMessage message)
    {
        if (!journal.Fits(message)) return GiveUp(message);
        if (Refusal is { } refusal && !retransmissions.Knows(message)) return Refuse(refusal);
        CrashPoint.Reach(CrashPoint.Received);
        Interlocked.Increment(ref _entered);
        PassedMessage passed;
        try
        {
            passed = retransmissions.Pass(message, time.GetUtcNow());
        }
        catch (Exception error) when (error is LogFailedException or LogStalledException or TimeoutException)
        {
            Interlocked.Decrement(ref _entered);
            return Refuse(error.Message);
        }

        CrashPoint.Reach(CrashPoint.Appended);
        if (passed.IsRetransmission) Interlocked.Decrement(ref _entered);
        else TakeIn(BytesOf(message));
        return journal.IsCommittedAsync(passed.Sequence);
    }

    // No journal would ever take it, and a broker that keeps it until it is acknowledged would send nothing behind it.
    private ValueTask<bool> GiveUp(in ReceivedMessage message)
    {
        var reason = $"the message has {message.Payload.Length:N0} bytes, more than a segment of the journal holds: send it in parts";
        EdgeTelemetry.TooLarge(_logger, message.Topic, message.Payload.Length);
        Refuse(string.Empty, message.Topic, message.Payload, reason);
        return new(true);
    }

    private void TakeIn(int bytes)
    {
        if (_outage.End()) EdgeTelemetry.TakesAgain(_logger, Interlocked.Exchange(ref _refused, 0));
        Count(bytes);
    }

    private ValueTask<bool> Refuse(string reason)
    {
        Interlocked.Increment(ref _refused);
        if (_outage.Begin()) EdgeTelemetry.Refuses(_logger, reason);
        return new(false);
    }

    private static int BytesOf(in ReceivedMessage message) => message.Payload.Length + message.Topic.Length;

    private void Count(int bytes)
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Add(ref _acceptedBytes, bytes);
    }
}
