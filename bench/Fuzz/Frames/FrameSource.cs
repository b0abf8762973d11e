using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Fuzz.Frames;

/// <summary>Frames that are right, and what becomes of them when one thing, or several, are made wrong; drawn by seed.</summary>
internal static class FrameSource
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Words = ["", "s", "100ns", "normal", "2026-01-01T00:00:00Z", "\0", "a\nb", "\u202e", "edge-2", "true"];

    private static readonly long[] Numbers =
        [0, -1, 1, 2, 255, 65_536, int.MaxValue, int.MinValue, 1L << 31, (1L << 53) - 1, 1L << 53, long.MaxValue, long.MinValue,
            1_000_000_000_000];

    /// <summary>The bytes of a frame, right or wrong.</summary>
    public static byte[] Next(Random random)
    {
        var text = Json(Sample(random));
        if (random.Next(4) != 0) text = Restructured(text, random);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(4) == 0) bytes = Damaged(bytes, random);
        if (random.Next(2) == 0) return bytes;
        bytes = Compressed(bytes);
        return random.Next(6) == 0 ? Damaged(bytes, random) : bytes;
    }

    private static MeasurementFrame Sample(Random random)
    {
        var points = Enumerable.Range(0, random.Next(0, 12))
            .Select(place => new FramePoint(5 + place, "press", "00000000000000ff", new Point
            {
                Measurement = place % 3 == 0 ? "temperature" : "alert",
                Tags = [new("device", $"press-{place % 4}"), new("site", "north")],
                Fields = [new("mean", random.NextDouble()), new("active", place % 2 == 0), new("reason", "over 90 °C")],
                Time = Start.AddMilliseconds(250 * place),
                WindowEnd = place % 2 == 0 ? Start.AddSeconds(10 + place) : null,
                Revision = place % 3,
                Partial = place == 7,
            })).ToList();
        return new MeasurementFrame
        {
            Node = "edge-1",
            Epoch = new Guid("0b5e1d2c-7f43-4d0f-9b7a-3a6f0c1d2e4f"),
            Class = DeliveryClass.Normal,
            FirstSequence = 5,
            LastSequence = 20,
            Deferred = random.Next(2) == 0 ? null : [new DeferredRange(1, 2), new DeferredRange(4, 4)],
            SentAt = Start,
            Series = FrameCodec.ToSeries(points, 5),
        };
    }

    private static string Json(MeasurementFrame frame)
    {
        using var gzip = new GZipStream(new MemoryStream(FrameBody.Encode(frame)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static byte[] Compressed(byte[] plain)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        return body.ToArray();
    }

    // One to three values of the document become others, go, or come twice.
    private static string Restructured(string text, Random random)
    {
        var frame = JsonNode.Parse(text)!;
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var places = Places(frame).ToList();
            var place = places[random.Next(places.Count)];
            var parent = place.Parent!;
            if (random.Next(8) == 0 && parent is JsonObject owner) owner.Remove(place.GetPropertyName());
            else if (random.Next(8) == 0 && parent is JsonArray array) Lengthen(array, random);
            else place.ReplaceWith(Other(random));
        }

        var changed = frame.ToJsonString();
        return random.Next(20) == 0 ? changed.Replace("\"count\":", "\"count\":1,\"count\":", StringComparison.Ordinal) : changed;
    }

    private static IEnumerable<JsonNode> Places(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject owner => owner.Select(member => member.Value),
            JsonArray array => array,
            _ => [],
        };
        foreach (var child in children)
        {
            if (child is null) continue;
            yield return child;
            foreach (var deeper in Places(child)) yield return deeper;
        }
    }

    private static void Lengthen(JsonArray array, Random random)
    {
        var last = array.Count == 0 ? null : array[^1];
        for (var left = random.Next(1, 400); left > 0; left--) array.Add(last?.DeepClone());
    }

    private static JsonNode? Other(Random random) => random.Next(8) switch
    {
        0 or 1 => null,
        2 or 3 => Numbers[random.Next(Numbers.Length)],
        4 => Words[random.Next(Words.Length)],
        5 => random.Next(2) == 0,
        6 => new JsonArray(null, 1, "a", new JsonArray()),
        _ => random.Next(2) == 0 ? new JsonObject { ["name"] = null } : random.NextDouble() * 1e300,
    };

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        var damaged = bytes.ToArray();
        for (var left = random.Next(1, 4); left > 0 && damaged.Length > 1; left--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: damaged[at] = (byte)random.Next(256); break;
                case 2: damaged = damaged[..at]; break;
                case 3: damaged = [.. damaged[..at], (byte)random.Next(256), .. damaged[at..]]; break;
                default: damaged = [.. damaged, .. damaged[at..]]; break;
            }
        }

        return damaged;
    }
}
