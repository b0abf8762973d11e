using EventEdge.Torture.Check;
using EventEdge.Torture.Network;
using EventEdge.Torture.Plant;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventEdge.Torture.Faults.Poison;

/// <summary>Frames that nobody should send, straight to the queues the cloud takes from, among the good ones.</summary>
internal static class PoisonFault
{
    private const string Queue = "eventedge.ingest.normal";
    private static readonly TimeSpan FrameLimit = TimeSpan.FromSeconds(15);

    /// <summary>
    /// True when the broker took all of them. The cloud must give up what cannot be read, and no frame of anybody else's.
    /// </summary>
    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        try
        {
            await using var bus = await BusTap.ConnectAsync(plant.RabbitMq.Port, stop);
            if (await bus.OverhearAsync(Series.Edge, FrameLimit, stop) is not { } good) return false;
            foreach (var frame in PoisonFrames.Of(good, random))
            {
                await bus.PublishAsync($"{Queue}.{random.Next(2)}", Properties(random), frame.Body, stop);
                if (frame.IsRefused) plant.Expected.Poison++;
            }

            plant.Expected.Pardon($"node {PoisonFrames.Node},");
            var isRefused = await bus.IsRefusedAsync($"{Queue}.0", "somebody", good, stop);
            plant.Expected.Saw("the broker refuses a message of another sender", isRefused ? null : "it was taken");
            plant.Expected.Claim("frames that cannot be read took no good point with them", () => DepartureAsync(plant));
            return true;
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException)
        {
            return false;
        }
    }

    private static async Task<string?> DepartureAsync(TorturePlant plant)
    {
        var ledger = await Ledger.ReadAsync(plant.EdgeDisk.Path, plant.CloudData);
        foreach (var binding in new[] { "torture", "resized", "hostile" })
        {
            if (ledger.DeadLetters(Series.Edge, binding) is > 0 and var deadLetters)
                return $"{deadLetters} points of binding {binding} are dead letters";
        }

        return null;
    }

    // Headers, identifiers and types no library expects: what they say is not needed to read a frame.
    private static BasicProperties Properties(Random random) => new()
    {
        Persistent = true,
        ContentType = new[] { "application/json", "text/plain", "application/vnd.masstransit+json", "\0", "" }[random.Next(5)],
        ContentEncoding = new[] { "gzip", "br", "gzip, gzip", "" }[random.Next(4)],
        MessageId = new[] { "x", Guid.Empty.ToString(), new string('m', 200) }[random.Next(3)],
        CorrelationId = "none",
        Type = random.Next(2) == 0 ? "urn:message:nobody" : null,
        ReplyTo = random.Next(2) == 0 ? "nowhere" : null,
        Headers = new Dictionary<string, object?>
        {
            ["eventedge-node"] = random.Next(3) switch { 0 => "torture", 1 => 17, _ => null },
            ["MT-Activity-Id"] = "none",
            ["a list"] = new List<object> { 1L, "two" },
        },
    };
}
