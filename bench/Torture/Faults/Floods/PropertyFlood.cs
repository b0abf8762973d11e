using EventEdge.Torture.Plant;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Faults.Floods;

/// <summary>
/// Retained messages that are nearly nothing but user properties, up to the largest packet and beyond, and a CONNECT of the kind. What was
/// acknowledged and finds room is handed to the next subscriber byte for byte, over a kill as well; what is too large ends that connection
/// only.
/// </summary>
internal static class PropertyFlood
{
    private const int Topics = 10;
    private const int Large = 100 * 1024;
    private const int DefaultPacketLimit = 256 * 1024;

    public static async Task<bool> InflictAsync(TorturePlant plant, Random random, CancellationToken stop)
    {
        var port = plant.SensorLink.Port;
        if (await Client5.ConnectAsync(port, "flood", [], stop) is not { } client) return false;
        using var first = client;
        var limit = client.PacketLimit ?? DefaultPacketLimit;
        var (sent, tooLarge) = (new Dictionary<string, byte[]>(StringComparer.Ordinal), Properties(limit + 1000, random));
        for (var i = 0; i < Topics; i++)
        {
            var (properties, topic) = (Properties(Math.Min(Large, limit - 4000), random), $"props/p{i}");
            if (!await client.RetainAsync(topic, properties, "{}"u8.ToArray(), stop)) return false;
            sent[topic] = [.. Packet.Length(properties.Length), .. properties, .. "{}"u8.ToArray()];
        }

        var tookTooMuch = await client.RetainAsync("props/p0", tooLarge, [], stop);
        plant.Expected.Saw(
            "a packet beyond the limit is refused", tookTooMuch ? $"{tooLarge.Length} bytes of properties were taken" : null);
        using var greeting = await Client5.ConnectAsync(port, "flood2", tooLarge, stop);
        plant.Expected.Saw("a CONNECT of properties beyond the limit is refused", greeting is null ? null : "it was taken");
        if (random.Next(2) == 0) await plant.Edge.RestartAsync();
        plant.Expected.Saw("retained messages full of properties", await DepartureAsync(port, sent, stop));
        return true;
    }

    private static async Task<string?> DepartureAsync(int port, Dictionary<string, byte[]> sent, CancellationToken stop)
    {
        using var reader = await Client5.ConnectAsync(port, "reader", [], stop);
        if (reader is null) return "nobody can connect any more";
        var kept = await reader.RetainedAsync("props/#", sent.Count, stop);
        foreach (var (topic, message) in sent)
        {
            if (!kept.TryGetValue(topic, out var found)) return $"{topic} is gone";
            if (!found.AsSpan().SequenceEqual(message)) return $"{topic} has {found.Length} bytes instead of {message.Length}, or others";
        }

        return null;
    }

    // A few long ones, and very many short ones: as objects these are the expensive ones. At least so many bytes.
    private static byte[] Properties(int bytes, Random random)
    {
        using var all = new MemoryStream();
        while (all.Length < bytes)
            all.Write(Client5.Property($"p{all.Length}", random.Next(50) == 0 ? new string('v', random.Next(2000)) : string.Empty));
        return all.ToArray();
    }
}
