using EventEdge.CloudIngest.Ledger;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Faults;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Takes frames off the bus. Returns, and so acknowledges, only when the store has accepted the frame; a body that is not a frame is
/// kept as a dead letter and acknowledged, because no retry would make it one.
/// </summary>
internal sealed class FrameConsumer(IngestQueue queue, FrameLedger ledger, TimeSpan? acceptTimeLimit, TimeProvider time, ILogger log)
    : IConsumer<EncodedFrame>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<EncodedFrame> context)
    {
        if (!TryRead(context.Message, out var frame, out var points)) return;
        using var limit = new CancellationTokenSource(acceptTimeLimit ?? Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.CancellationToken);
        try
        {
            await queue.StoreAsync(frame!, points!, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException("the store did not accept the frame in time");
        }

        CrashPoint.Reach(CrashPoint.BeforeAck);
        if (context.ResponseAddress is not null) await context.RespondAsync(new FrameStored { Points = points!.Count });
    }

    private bool TryRead(EncodedFrame message, out MeasurementFrame? frame, out IReadOnlyList<FramePoint>? points)
    {
        try
        {
            frame = FrameBody.Decode(message.Body);
            points = FrameCodec.ToPoints(frame);
            return true;
        }
        catch (FrameFormatException error)
        {
            ledger.Commit([], default, [new CloudDeadLetter(string.Empty, string.Empty, error.Message, message.Body)]);
            log.DeadLettered(string.Empty, string.Empty, error.Message);
            frame = null;
            points = null;
            return false;
        }
    }
}
