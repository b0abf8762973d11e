using System.Text;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Tests.Support;
using RabbitMQ.Client;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>Messages of every bad kind between good ones, over a real RabbitMQ.</summary>
public sealed class PoisonFrameTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Good_frames_between_poison_of_every_kind_are_stored_and_nothing_is_delivered_again()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        var options = new RabbitMqOptions { Uri = broker.Uri, Partitions = 1 };
        await using var cloud = await Support.Pipeline.StartAsync(cloud: Support.Pipeline.CloudOver(options, _directory.Path));
        await Eventually.IsTrue(async () => (await ListAsync(broker)).Any(), "the cloud has its queues");
        await using var sender = await RawSender.ConnectAsync(broker.Uri);

        var sequence = 0;
        var bodies = Bodies().ToList();
        var properties = Properties().ToList();
        foreach (var body in bodies)
        {
            await sender.SendAsync(body);
            await sender.SendAsync(Good(++sequence));
        }

        foreach (var strange in properties) await sender.SendAsync(FrameBody.Encode(Good(++sequence)), strange);

        await Eventually.IsTrue(
            () => cloud.Cloud.PointsStored == sequence, () => $"{cloud.Cloud.PointsStored} of {sequence} good points are stored");
        await Eventually.IsTrue(
            () => cloud.Cloud.DeadLetters == bodies.Count, () => $"{cloud.Cloud.DeadLetters} of {bodies.Count} dead letters");
        await Eventually.IsTrue(
            async () => (await ListAsync(broker)).All(line => line.EndsWith("\t0", StringComparison.Ordinal)), "the queues are empty");
        Assert.Equal(sequence, cloud.Cloud.Frames);
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.All(reader.DeadLetters(100), deadLetter => Assert.NotEmpty(deadLetter.Reason));
    }

    private static MeasurementFrame Good(int sequence) => Some.Frame([Some.FramePoint(Some.Point(sequence), sequence)], sequence);

    private static async Task<IEnumerable<string>> ListAsync(RabbitMqServer broker) =>
        (await broker.ControlAsync("list_queues", "name", "messages")).Split('\n')
            .Where(line => line.StartsWith("eventedge.ingest.", StringComparison.Ordinal));

    private static IEnumerable<byte[]> Bodies()
    {
        var right = File.ReadAllText(Repository.File("tests/CloudIngest.Tests/Bus/frame.approved.json"));
        yield return [];
        yield return [0x1f, 0x8b];
        yield return [.. FrameBody.Encode(Good(1))[..40]];
        yield return "not json"u8.ToArray();
        yield return "null"u8.ToArray();
        yield return Encoding.UTF8.GetBytes(right.Replace("\"count\": 3", "\"count\": null", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(right.Replace("\"unit\": \"", "\"unit\": \"no ", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(right.Replace("\"node\": \"edge-1\"", "\"node\": null", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(right.Replace("\"press-1\"", "1e999}", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(right.Replace(
            "\"last_sequence\": 44", "\"last_sequence\": 44, \"held_back\": [{\"first\":1,\"last\":2},{\"first\":1,\"last\":3}]",
            StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(right.Replace("\"format\": 1", "\"format\": 99", StringComparison.Ordinal));
    }

    private static IEnumerable<BasicProperties> Properties()
    {
        yield return new();
        yield return new() { ContentType = "////" };
        yield return new() { ContentType = "text/html", ContentEncoding = "zstd" };
        yield return new() { ContentType = "application/vnd.masstransit+json" };
        yield return new() { MessageId = "no guid", CorrelationId = "\u0000", Type = "x", AppId = "y" };
        yield return new() { ReplyTo = "nowhere", Headers = Header("MT-Response-Address", "rabbitmq://nowhere.invalid/else") };
        yield return new() { Headers = Header("MT-Response-Address", "::::") };
        yield return new() { Headers = Header("MT-Fault-Address", "::::") };
        yield return new() { Headers = Header("MT-Source-Address", 17L) };
        yield return new() { Headers = Header("MT-Host-Info", "{") };
        yield return new() { Headers = Header("MT-Request-Id", "no guid") };
        yield return new() { Headers = Header("MT-Message-Type", "urn:message:Other") };
        yield return new() { Headers = Header("MT-Redelivery-Count", "a lot") };
        yield return new() { Headers = Header("x-delivery-count", "a lot") };
        yield return new()
        { Headers = Header("nested", new Dictionary<string, object?> { ["a"] = new List<object?> { null, 1L, new byte[] { 0xff } } }) };
        yield return new() { Timestamp = new AmqpTimestamp(long.MaxValue), Expiration = "3600000", Priority = 255 };
    }

    private static Dictionary<string, object?> Header(string name, object value) => new() { [name] = value };
}
