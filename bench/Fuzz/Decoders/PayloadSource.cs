using System.IO.Compression;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.Fuzz.Decoders;

/// <summary>
/// Payloads, most of them nearly good: samples of every format, changed here and there, joined, cut, compressed, or mere noise.
/// </summary>
internal sealed class PayloadSource(Random random)
{
    private const int SizeGoal = 8 * 1024;

    private static readonly string[] Texts =
    [
        """{"temperature":21.5,"device":"d7","ts":1700000000123,"a":{"b":[1,2,{"c":null}]},"on":true}""",
        """{"t":9,"values":[{"id":"a","t":1,"v":7},{"id":"b","v":"MSN\u0573"},3,[4,5],null],"value":1}""",
        """{"a":[{"b":[1,2],"x":1},{"b":[{"t":1}]}],"t":-0.0,"n":18446744073709551615}""", "[{\"a\":NaN},{\"a\":-inf,\"b\":1e999}]",
        "{\"a\":1}\n{\"a\":2}\r\n\n{\"a\":3}", "[1,[2,[3,[4]]],\"\\ud83d\\ude00\",\"\\ud800\"]",
        "21.5 °C", "1 234,56 kWh", "true", "-1e308",
        "time,temperature,device\n1,\"2,5\",\"a \"\"b\"\"\"\n3,4,\n", "a;b\n1,5;2\n# c\n",
        "a=1 b=\"x \\\"y\\\"\" c=\n d=true", "a:1;b: x y ;",
        "cpu,host=a\\ b usage=1.5,n=7i,s=\"x \\\"\" 1700000000000000000\n# x\nm a=t,b=9u\n",
        """[{"bn":"urn:dev:","bt":1767225601.25,"bu":"A","n":"voltage","u":"V","v":120.1},{"n":"on","vb":true}]""",
        """{"specversion":"1.0","id":"1","source":"/a","type":"t","datacontenttype":"application/json","data":{"x":1}}""",
        """[{"specversion":"1.0","id":"1","source":"/a","type":"t","data_base64":"AAEC"}]""",
        """{"uplink_message":{"frm_payload":"AQIDBAUGBwg=","received_at":"2026-01-01T00:00:00Z"},"end_device_ids":{"device_id":"d"}}""",
        "01020304", "AQIDBAUGBwgJCg==", "", " ", "\uFEFF{}", "null", "\"",
    ];

    private static readonly string[] Hex =
    [
        "A16B74656D7065726174757265F94D60", "9FA1617801A161781A0001E240FF", "A26176828201020382F5F6616EC249010000000000000000",
        "81AB74656D7065726174757265CA41AC0000", "9282A16101C0A162CB3FF0000000000000", "DE0001A16ADFFFFFFFFF", "D6FF5A4AF6A5",
        "090000000000803540120264371A03010203220909000000000000F03F", "0A0B0900000000008035401200120273310A021200",
        "08F0F1F2F3BC3112110A05627073657110041800200865000000000018FF01", "41AC0000", "3F800000BF800000",
        "82A2220622036156FB405E06666666666EA100616E",
    ];

    private readonly List<byte[]> _samples = [.. Texts.Select(Encoding.UTF8.GetBytes), .. Hex.Select(Convert.FromHexString)];

    /// <summary>The topic of the payload drawn last.</summary>
    public string Topic { get; private set; } = "t";

    /// <summary>What payloads are made of.</summary>
    public IReadOnlyList<byte[]> Samples => _samples;

    /// <summary>Another payload.</summary>
    /// <param name="readable">Samples that the decoder reads as they are.</param>
    /// <param name="compression">What it decompresses; null for nothing.</param>
    public byte[] Next(IReadOnlyList<byte[]> readable, Compression? compression)
    {
        Topic = $"spBv1.0/g/{Pick(["NBIRTH", "NDATA", "DBIRTH", "DDATA", "NDEATH", "DDEATH", "STATE", "x"])}/n{Pick(["", "/d"])}";
        var isReadable = readable.Count > 0 && random.Next(4) > 0;
        var payload = random.Next(20) == 0 ? Noise() : isReadable ? readable[random.Next(readable.Count)] : Sample();
        for (var changes = random.Next(4); changes > 0; changes--) payload = Change(payload);
        if (payload.Length > SizeGoal) payload = payload[..SizeGoal];
        if (compression is { } kind && random.Next(10) > 0) return Pack(payload, kind);
        return random.Next(50) == 0 ? Pack(payload, Compression.Gzip) : payload;
    }

    /// <summary>A payload as a binding with this compression gets it.</summary>
    public static byte[] Packed(byte[] payload, Compression compression)
    {
        using var packed = new MemoryStream();
        using (Stream stream = compression switch
        {
            Compression.Gzip => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            Compression.Zlib => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZstdSharp.CompressionStream(packed, level: 1, leaveOpen: true),
        })
        {
            stream.Write(payload);
        }

        return packed.ToArray();
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];

    private byte[] Sample() => _samples[random.Next(_samples.Count)];

    private byte[] Noise()
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Change(byte[] payload)
    {
        if (payload.Length == 0) return Sample();
        var (at, other) = (random.Next(payload.Length), random.Next(payload.Length));
        var (start, end) = (Math.Min(at, other), Math.Max(at, other));
        switch (random.Next(10))
        {
            case 0: return With(payload, at, (byte)(payload[at] ^ (1 << random.Next(8))));
            case 1: return With(payload, at, (byte)random.Next(256));
            case 2: return With(payload, at, (byte)Pick("\"{}[],:=\\ \n\r;\0\u00FF0".ToCharArray()));
            case 3: return payload[..at];
            case 4: return payload[at..];
            case 5: return [.. payload[..start], .. payload[end..]];
            case 6: return [.. payload[..at], .. Noise(), .. payload[at..]];
            case 7: return [.. payload[..at], .. Sample(), .. payload[at..]];
            case 8: return [.. payload, .. payload[start..end], .. payload];
            default: return [.. payload[..at], .. Enumerable.Repeat(payload[at], random.Next(2000)), .. payload[at..]];
        }
    }

    private static byte[] With(byte[] payload, int at, byte value)
    {
        var changed = payload.ToArray();
        changed[at] = value;
        return changed;
    }

    // Some of them are damaged, and a few are bombs.
    private byte[] Pack(byte[] payload, Compression compression)
    {
        var packed = Packed(random.Next(200) == 0 ? new byte[1 << 20] : payload, compression);
        return random.Next(3) == 0 ? Change(packed) : packed;
    }
}
