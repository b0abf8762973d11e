using MassTransit;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Takes messages off RabbitMQ as they are. It stands before everything that MassTransit makes of a message: a content type, an identifier
/// or a header that it cannot read would fail there and have the message delivered again for ever. Returning acknowledges the message.
/// </summary>
internal sealed class FrameReceiver(FrameAcceptance acceptance) : IFilter<ReceiveContext>
{
    /// <inheritdoc />
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        acceptance.TakeAsync(context.Body.GetBytes(), UserOf(context), context.CancellationToken);

    private static string? UserOf(ReceiveContext context) =>
        context.TryGetPayload<RabbitMqBasicConsumeContext>(out var message)
            && message.Properties.IsUserIdPresent() ? message.Properties.UserId : null;

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateFilterScope("eventedge-frame");
}
