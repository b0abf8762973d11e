using EventEdge.Cli;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Status;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>
/// The how-to "Upgrading with frames waiting": what edges of earlier versions had sent is refused, says what to type, and is stored after
/// that was typed.
/// </summary>
public sealed class FramesWaitingTests : IDisposable
{
    private const string Password = "secret";

    private readonly TempDirectory _directory = new();
    private readonly Bench _bench = new();

    private string Cloud => _directory.File("cloud");

    public FramesWaitingTests() => File.WriteAllText(_directory.File("password"), Password);

    public void Dispose()
    {
        _bench.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Frames_that_were_not_believed_are_stored_by_typing_what_their_dead_letters_say()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        foreach (var user in new[] { "cloud", "edges", "forger" })
        {
            await broker.ControlAsync("add_user", user, Password);
            await broker.ControlAsync("set_permissions", user, ".*", ".*", ".*");
        }

        var options = new CloudOptions { DataDirectory = Cloud, RabbitMq = As(broker, "cloud"), RetryDelayLimit = TimeSpan.FromSeconds(1) };
        using var host = await StartedAsync(options);
        var status = host.Services.GetRequiredService<CloudIngestStatus>();
        await Eventually.IsTrue(
            async () => (await broker.ControlAsync("list_bindings", "source_name"))
                .Contains(BusNames.NodeExchange, StringComparison.Ordinal), "the cloud has its queues");

        await SendUnnamedAsync(broker, FrameBody.Encode(Frame("edge-1", 1)), FrameBody.Encode(Frame("edge-2", 1)));
        foreach (var (user, sequence) in new[] { ("edges", 2), ("forger", 3) })
        {
            await using var shared = await FrameReplay.ConnectAsync(As(broker, user), TestContext.Current.CancellationToken);
            await shared.SendAsync(FrameBody.Encode(Frame("edge-1", sequence)), TestContext.Current.CancellationToken);
        }

        await Eventually.IsTrue(() => status.Snapshot().DeadLetters == 4, "none is believed");
        Assert.Equal(0, status.Snapshot().PointsStored);

        string[] all = ["dlq", "retry", "--all", .. Typed("unnamed", "edge-1").SkipWhile(word => word != "--cloud")];
        Assert.Equal(ExitCode.Failure, await _bench.RunAsync(all));
        Assert.Contains("--node", _bench.Output, StringComparison.Ordinal);
        Assert.Equal(4, DeadLetters().Count);

        Assert.Equal(ExitCode.Success, await _bench.RunAsync(Typed("unnamed", "edge-1")));
        await Eventually.IsTrue(() => status.Snapshot().PointsStored == 1, "that without a name is stored, and no other");
        Assert.Equal(ExitCode.Success, await _bench.RunAsync(Typed("unnamed", "edge-2")));
        await Eventually.IsTrue(() => status.Snapshot().PointsStored == 2, "so is the next");
        Assert.All(DeadLetters(), deadLetter => Assert.Equal("sender", deadLetter.Stage));

        Assert.Equal(ExitCode.Success, await _bench.RunAsync(Typed("sender", "edges")));
        await Eventually.IsTrue(() => status.Snapshot().PointsStored == 3, "so is that of the shared user");
        Assert.Equal("forger", Assert.Single(DeadLetters()).Node);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_no_retry_mends_is_not_retried_and_can_be_dropped()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var options = new CloudOptions
        { DataDirectory = Cloud, RabbitMq = new() { Uri = broker.Uri }, RetryDelayLimit = TimeSpan.FromSeconds(1) };
        using (var host = await StartedAsync(options))
        {
            await Eventually.IsTrue(
                async () => (await broker.ControlAsync("list_bindings", "source_name"))
                    .Contains(BusNames.NodeExchange, StringComparison.Ordinal), "the cloud has its queues");
            await SendUnnamedAsync(broker, [1, 2, 3]);
            await Eventually.IsTrue(
                () => host.Services.GetRequiredService<CloudIngestStatus>().Snapshot().DeadLetters == 1, "it is given up");
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(ExitCode.Failure,
            await _bench.RunAsync("dlq", "retry", "--all", "--cloud", "--data", Cloud, "--rabbitmq", $"amqp://{broker.Uri.Authority}"));
        Assert.Contains(
            "only frames of the stages unnamed, sender and unstored can be sent again", _bench.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await _bench.RunAsync("dlq", "drop", "--all", "--stage", "frame", "--cloud", "--data", Cloud));
        Assert.Empty(DeadLetters());
    }

    // What stands between the quotes, less the program.
    private string[] Typed(string stage, string node)
    {
        var reason = DeadLetters().First(deadLetter => deadLetter.Stage == stage && deadLetter.IsOf(node)).Reason;
        return reason.Split('\'')[1].Split(' ')[1..];
    }

    private IReadOnlyList<StoredCloudDeadLetter> DeadLetters()
    {
        using var reader = new CloudLedgerReader(Cloud);
        return reader.DeadLetters(100);
    }

    private RabbitMqOptions As(RabbitMqServer broker, string user) =>
        new() { Uri = broker.Uri, User = user, PasswordFile = _directory.File("password") };

    private static async Task<IHost> StartedAsync(CloudOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddCloudIngest(options);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    // As edges of earlier versions did.
    private static async Task SendUnnamedAsync(RabbitMqServer broker, params byte[][] bodies)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellation);
        foreach (var body in bodies)
            await channel.BasicPublishAsync(
                BusNames.FrameExchange, BusNames.RoutingKey(DeliveryClass.Normal, 0), true, new BasicProperties(), body, cancellation);
    }

    private static MeasurementFrame Frame(string node, int sequence)
    {
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, sequence, TimeSpan.Zero);
        FramePoint point = new(
            sequence, "press", "00000000000000ff", new() { Measurement = "press", Tags = [], Fields = [new("mean", 1)], Time = time });
        return new()
        {
            Node = node, Epoch = Guid.Empty, Class = DeliveryClass.Normal, FirstSequence = sequence, LastSequence = sequence, SentAt = time,
            Series = FrameCodec.ToSeries([point], sequence),
        };
    }
}
