using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using EventEdge.Torture.Network;

namespace EventEdge.CloudIngest.Tests.Pipeline;

public sealed class SilentBrokerTests : IDisposable
{
    // One attempt of the client to come back gives up within it, in the midst of declaring its queues; the edge's after 5 s.
    private static readonly TimeSpan CloudSilence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan EdgeSilence = TimeSpan.FromSeconds(20);

    private readonly TempDirectory _directory = new();
    private readonly ListOutbox _outbox = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("cloud")]
    [InlineData("edge")]
    public async Task Frames_arrive_again_after_a_broker_that_greeted_one_side_and_fell_silent(string side)
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var link = new ChaosProxy(broker.Port);
        var direct = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1 };
        var spoiled = direct with { Uri = new($"amqp://127.0.0.1:{link.Port}/") };
        await using var cloud = await Support.Pipeline.StartAsync(
            cloud: Support.Pipeline.CloudOver(side == "cloud" ? spoiled : direct, _directory.Path));
        await using var edge = await Support.Pipeline.StartAsync(_outbox, Support.Pipeline.EdgeOver(side == "edge" ? spoiled : direct));
        AddWindow(1);
        await Eventually.IsTrue(() => cloud.Cloud.PointsStored == 3, "a result of each class arrives");

        link.Become(LinkMode.Cut);
        link.Become(LinkMode.HandshakeOnly);
        await Task.Delay(side == "cloud" ? CloudSilence : EdgeSilence, TimeProvider.System, TestContext.Current.CancellationToken);
        link.Become(LinkMode.Open);
        AddWindow(2);

        await Eventually.IsTrue(() => cloud.Cloud.PointsStored == 6, "a result of each class arrives again", TimeSpan.FromSeconds(180));
    }

    private void AddWindow(int window)
    {
        foreach (var deliveryClass in Enum.GetValues<DeliveryClass>())
            _outbox.Add(deliveryClass, Some.Point(window, measurement: $"{deliveryClass}"));
    }
}
