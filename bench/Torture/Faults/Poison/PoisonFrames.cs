using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace EventEdge.Torture.Faults.Poison;

/// <summary>
/// Makes bad frames of a good one. What can still be read speaks for a node of its own, so that it harms nobody's points.
/// </summary>
internal static class PoisonFrames
{
    /// <summary>The node that what can still be read speaks for.</summary>
    public const string Node = "poison";

    private const int BombBytes = 256 << 20;

    private static readonly (string Name, Action<JsonObject> Spoil)[] Spoils =
    [
        ("no node", frame => frame.Remove("node")),
        ("null node", frame => frame["node"] = null),
        ("node of a thousand characters", frame => frame["node"] = new string('n', 1000)),
        ("unknown format", frame => frame["format"] = 99),
        ("format that is a text", frame => frame["format"] = "1"),
        ("null measurement", frame => Block(frame)["measurement"] = null),
        ("null binding", frame => Block(frame)["binding"] = null),
        ("null name of a field", frame => Column(frame, "fields")["name"] = null),
        ("null name of a tag", frame => Column(frame, "tags")["name"] = null),
        ("null value of a tag", frame => Column(frame, "tags")["values"] = new JsonArray((JsonNode?)null)),
        ("index beyond the values", frame => Column(frame, "tags")["index"] = new JsonArray(1000)),
        ("endless count", frame => Block(frame)["count"] = long.MaxValue),
        ("negative count", frame => Block(frame)["count"] = -1),
        ("sequence before the first", frame => frame["first_sequence"] = -5),
        ("more records than there can be", frame => (frame["first_sequence"], frame["last_sequence"]) = (1, long.MaxValue)),
        ("last before first", frame => (frame["first_sequence"], frame["last_sequence"]) = (9, 3)),
        ("null series", frame => frame["series"] = null),
        ("series that is a text", frame => frame["series"] = "all"),
        ("block that is null", frame => frame["series"] = new JsonArray((JsonNode?)null)),
        ("year 300,000", frame => Block(frame)["time"] = JsonNode.Parse("""{"unit":"s","base":9223372036854775807,"step":[0]}""")),
        ("unknown unit", frame => ((JsonObject)Block(frame)["time"]!)["unit"] = "fortnight"),
        ("member nested deeply", frame => frame["deep"] = JsonNode.Parse($"{new string('[', 40)}{new string(']', 40)}")),
        ("epoch that is none", frame => frame["epoch"] = "yesterday"),
        ("unknown class", frame => frame["class"] = "urgent"),
    ];

    /// <summary>One of each kind, in an order drawn by chance.</summary>
    public static IReadOnlyList<PoisonFrame> Of(byte[] good, Random random)
    {
        PoisonFrame[] all =
        [
            .. Spoils.Select(spoil => new PoisonFrame(spoil.Name, Spoiled(good, spoil.Spoil), IsRefused: true)),
            new("good frame of a stranger", Spoiled(good, _ => { }), IsRefused: false),
            new("good frame of a stranger with another's numbering", Spoiled(good, frame => frame["epoch"] = EpochOf(good)),
                IsRefused: false),
            new("the same frame again", good, IsRefused: false),
            new("one bit of it wrong", Flipped(good, random), IsRefused: false),
            new("cut short", good[..random.Next(1, good.Length - 1)], IsRefused: true),
            new("twice in one", [.. good, .. good], IsRefused: true),
            new("nothing", [], IsRefused: true),
            new("noise", Noise(random), IsRefused: true),
            new("a text", Encoding.UTF8.GetBytes("hello"), IsRefused: true),
            new("no object", Zipped("[]"u8.ToArray()), IsRefused: true),
            new("bomb", Bomb(), IsRefused: true),
            new("bomb that lies about its length", Lying(Bomb()), IsRefused: true),
        ];
        random.Shuffle(all);
        return all;
    }

    private static JsonObject Read(byte[] frame)
    {
        using var plain = new MemoryStream();
        using (var unzip = new GZipStream(new MemoryStream(frame), CompressionMode.Decompress)) unzip.CopyTo(plain);
        return JsonNode.Parse(plain.ToArray())!.AsObject();
    }

    private static string EpochOf(byte[] frame) => Read(frame)["epoch"]!.GetValue<string>();

    private static byte[] Spoiled(byte[] good, Action<JsonObject> spoil)
    {
        var frame = Read(good);
        frame["node"] = Node;
        frame["epoch"] = Guid.NewGuid().ToString();
        spoil(frame);
        return Zipped(Encoding.UTF8.GetBytes(frame.ToJsonString()));
    }

    private static JsonObject Block(JsonObject frame) => frame["series"]![0]!.AsObject();

    private static JsonObject Column(JsonObject frame, string name) => Block(frame)[name]![0]!.AsObject();

    private static byte[] Flipped(byte[] good, Random random)
    {
        var bytes = good.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 5000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bomb() => Zipped(new byte[BombBytes]);

    // The last four bytes are the length of what comes out.
    private static byte[] Lying(byte[] bomb) => [.. bomb[..^4], 100, 0, 0, 0];

    private static byte[] Zipped(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest)) zip.Write(plain);
        return zipped.ToArray();
    }
}
