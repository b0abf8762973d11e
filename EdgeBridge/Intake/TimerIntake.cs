using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.EdgeBridge.Intake;

/// <summary>
/// Ticks of timers on their way in. A tick is a message of the node to itself: taken in like a sensor's, and run when it is read back.
/// </summary>
internal sealed class TimerIntake(MessageJournal journal, Dispatcher dispatcher, IMessageIntake intake, TimeProvider time)
{
    /// <summary>Whether what is due was refused: it waits for the next idle turn.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>When the next tick is due; null when none is, or it was refused.</summary>
    public DateTimeOffset? Next => IsRefused ? null : dispatcher.NextTimer;

    /// <summary>
    /// Takes in what is due, once everything journalled before <paramref name="startedAt"/> is read. True when there was any.
    /// </summary>
    public bool Take(long startedAt)
    {
        var isReady = dispatcher.Position >= startedAt && !journal.HasFailed && !journal.IsStalled;
        var taken = isReady ? dispatcher.TakeTicks(time.GetUtcNow(), Accept) : 0;
        // What is refused stays due: it is tried again with the idle turns, and not at once.
        IsRefused = dispatcher.NextTimer <= time.GetUtcNow();
        return taken > 0;
    }

    private bool Accept(TimerTick tick)
    {
        var message = new ReceivedMessage(
            tick.Topic, tick.Payload, Qos: 1, Retained: false, Duplicate: false, ClientId: string.Empty, PacketId: 0);
        var accepted = intake.AcceptAsync(message, CancellationToken.None).AsTask();
        // What is not refused at once is on its way to the disk; should that fail, nothing durable goes on here.
        return !accepted.IsCompletedSuccessfully || accepted.Result;
    }
}
