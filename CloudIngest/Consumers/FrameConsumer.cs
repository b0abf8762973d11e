using EventEdge.Contracts.Bus;
using MassTransit;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Takes frames off the in-memory bus and answers when the store has them. There the edge's outbox is the better place to wait: what the store does
/// not accept in time is sent again.
/// </summary>
internal sealed class FrameConsumer(FrameAcceptance acceptance, TimeSpan acceptTimeLimit, TimeProvider time) : IConsumer<EncodedFrame>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<EncodedFrame> context)
    {
        using var limit = new CancellationTokenSource(acceptTimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.CancellationToken);
        try
        {
            var points = await acceptance.TakeAsync(context.Message.Body, null, both.Token);
            await context.RespondAsync(new FrameStored { Points = points });
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException("the store did not accept the frame in time");
        }
    }
}
