using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>One RabbitMQ user for each edge: nobody writes for another node.</summary>
public sealed class NodeUserTests : IDisposable
{
    private const string Password = "secret";

    private readonly TempDirectory _directory = new();
    private readonly ListOutbox _outbox = new();

    public NodeUserTests() => File.WriteAllText(_directory.File("password"), Password);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_nodes_user_publishes_under_its_own_name_and_neither_broker_nor_cloud_takes_another()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await broker.ControlAsync("add_user", "cloud", Password);
        await broker.ControlAsync("set_permissions", "cloud", ".*", ".*", ".*");
        foreach (var command in NodePermissions.Commands("edge-1", "/"))
            await broker.ControlAsync(command[0] == "add_user" ? [.. command, Password] : command);
        await using var cloud = await Support.Pipeline.StartAsync(
            cloud: Support.Pipeline.CloudOver(As(broker, "cloud"), _directory.File("cloud")));
        await Eventually.IsTrue(async () => (await broker.ControlAsync("list_bindings", "source_name"))
            .Contains(BusNames.NodeExchange, StringComparison.Ordinal), "the cloud has its queues");

        _outbox.Add(DeliveryClass.Normal, Some.Point());
        await using (await Support.Pipeline.StartAsync(_outbox, Support.Pipeline.EdgeOver(As(broker, "edge-1"))))
            await Eventually.IsTrue(() => cloud.Cloud.PointsStored == 1, "its own results are stored");

        var other = new ListOutbox();
        other.Add(DeliveryClass.Normal, Some.Point(1));
        await using (
            var thief = await Support.Pipeline.StartAsync(other, Support.Pipeline.EdgeOver(As(broker, "edge-1")) with { Node = "edge-2" }))
            await Eventually.IsTrue(
                () => thief.Uplink.LastError?.Contains("may not publish as this node", StringComparison.Ordinal) == true,
                "the broker refuses another name");
        Assert.Equal(1, other.Depth.Records);

        await using (var liar = await RawSender.ConnectAsync(broker.Uri, "edge-1", Password))
        {
            await liar.SendAsync(FrameBody.Encode(Forged(2)), new BasicProperties { UserId = "edge-1" }, exchange: BusNames.NodeExchange);
            await liar.SendAsync(FrameBody.Encode(Forged(3)), new BasicProperties(), exchange: BusNames.NodeExchange);
            await Assert.ThrowsAnyAsync<RabbitMQClientException>(() =>
                liar.SendAsync(FrameBody.Encode(Forged(4)), new BasicProperties { UserId = "edge-2" }, exchange: BusNames.NodeExchange));
        }

        await Eventually.IsTrue(() => cloud.Cloud.DeadLetters == 2, "the cloud believes neither");
        Assert.Equal(1, cloud.Cloud.PointsStored);
        using var reader = new CloudLedgerReader(_directory.File("cloud"));
        Assert.Contains(reader.DeadLetters(10), deadLetter => deadLetter.Node == "edge-1"
            && deadLetter.Reason.StartsWith("user edge-1 may not write for node edge-2:", StringComparison.Ordinal));
        Assert.Contains(reader.DeadLetters(10), deadLetter => deadLetter.Reason.Contains("user_id", StringComparison.Ordinal));
    }

    [Fact]
    public void The_broker_of_compose_gives_its_edge_what_the_command_prints()
    {
        var script = File.ReadAllText(Repository.File("broker-config/rabbitmq/start"));
        Assert.All(NodePermissions.Commands("edge-1", "/"), command =>
            Assert.Contains($"rabbitmqctl -q {string.Join(' ', command.Select(Quoted))}", script, StringComparison.Ordinal));

        static string Quoted(string word) => word.Contains('^', StringComparison.Ordinal) ? $"'{word}'" : word;
    }

    private static MeasurementFrame Forged(int sequence) =>
        Some.Frame([Some.FramePoint(Some.Point(sequence), sequence)], sequence, node: "edge-2");

    private RabbitMqOptions As(RabbitMqServer broker, string user) =>
        new() { Uri = broker.Uri, Partitions = 1, User = user, PasswordFile = _directory.File("password") };
}
