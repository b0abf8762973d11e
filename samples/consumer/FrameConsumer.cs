using MassTransit;

namespace Consumer;

/// <summary>
/// Does something with the points of a frame. It may come twice: (measurement, tags, time) identifies a point, and the highest revision of
/// it counts.
/// </summary>
public sealed class FrameConsumer : IConsumer<Frame>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<Frame> context)
    {
        foreach (var point in context.Message.Points()) Console.WriteLine(point);
        return Task.CompletedTask;
    }
}
