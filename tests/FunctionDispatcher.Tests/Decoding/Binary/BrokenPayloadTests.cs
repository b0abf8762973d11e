using System.Text;
using CsCheck;
using Google.Protobuf.WellKnownTypes;

using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugMessages;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>
/// Payloads that are nearly right: good ones with bytes changed, cut, put in and doubled. No decoder throws, each ends, and each says the
/// same of the same messages. <c>EVENTEDGE_FUZZ</c> is how many thousand histories there are for each. Default 1.
/// </summary>
public sealed class BrokenPayloadTests
{
    private static readonly int Thousands =
        int.TryParse(Environment.GetEnvironmentVariable("EVENTEDGE_FUZZ"), out var thousands) ? thousands : 1;

    private static readonly byte[] Descriptors = PlantMessages.SetOf(
        AnyReflection.Descriptor, SourceContextReflection.Descriptor, TypeReflection.Descriptor, StructReflection.Descriptor,
        TimestampReflection.Descriptor);

    private static readonly (string Decode, byte[][] Seeds)[] Decoders =
    [
        (
            "{ bytes: { record: 4, layout: { a: { offset: 0, type: bcd, length: 2 }, b: { offset: 2, type: text, length: 2 } } } }",
            [[1, 2, 65, 66]]),
        ("{ bytes: { from: hex, min_length: 1, layout: { a: { offset: 0, type: i24 } } } }", ["01 02:03"u8.ToArray()]),
        ("{ bytes: { in: a.b, from: base64, layout: { a: { offset: 0, type: f64 } } } }", ["{\"a\":{\"b\":\"AAECAwQFBgc=\"}}"u8.ToArray()]),
        ("cbor", Hex("bf61610161629f0203ffff", "c48221196ab3", "a16161c249010000000000000000", "5f42010243030405ff")),
        ("{ cbor: { each: r } }", Hex("a261646137617282a1617401a1617402")),
        ("messagepack", Hex("81ab74656d7065726174757265ca41ac0000", "d7ff7735940000000001", "82a161930102c0a162c403010203")),
        ("{ messagepack: { each: . } }", Hex("9281a1740181a17402")),
        ("senml", ["[{\"bn\":\"a\",\"bt\":1.3e9,\"v\":1},{\"n\":\"b\",\"vs\":\"x\"},{\"s\":5,\"t\":-3}]"u8.ToArray()]),
        ("{ senml: { format: cbor } }", Hex("82a4216161221a4e000000020100a200616203617a")),
        (
            "cloudevents",
            ["{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"a\":[1,{\"b\":null}]}}"u8.ToArray()]),
        (
            "{ cloudevents: { mode: batch } }",
            [
                Encoding.UTF8.GetBytes(
                    """[{"specversion":"1.0","id":"1","source":"s","type":"t","datacontenttype":"text/a","data_base64":"oWF0AQ=="}]"""),
            ]),
        (
            "{ protobuf: { descriptor: plant.pb, message: google.protobuf.Struct } }",
            Hex("0a090a01611205110000000000", "0a0a0a016112051a0378797a")),
        (
            "{ protobuf: { descriptor: plant.pb, message: google.protobuf.Type, each: fields } }",
            Hex("0a016e12040803100112062201612a017a1a0178")),
        (
            "sparkplug_b",
            [
                Payload(1, 0, Metric("a", 1, 3, 5), Metric("b", 2, 12, "x")), Payload(1, 1, Metric(alias: 1, value: -5)),
                Payload(1, 1, Metric(alias: 2, value: "y"), Metric("c", value: 1.5)),
            ]),
    ];

    private static readonly string[] Messages = ["NBIRTH/n", "NDATA/n", "DBIRTH/n/d", "DDATA/n/d", "NDEATH/n", "DDEATH/n/d"];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Decoders.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void A_payload_that_is_nearly_right_is_read_or_told(int index)
    {
        var (decode, seeds) = Decoders[index];
        var history = Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Int[0, 5], Changes).Array[1, 5];
        history.Sample(
            steps =>
            {
                var (one, other) = (DecoderBench.Of(decode, Descriptors), DecoderBench.Of(decode, Descriptors));
                foreach (var (seed, kind, changes) in steps)
                {
                    var payload = changes.Aggregate(seeds[seed], Change);
                    one.Topic = other.Topic = $"spBv1.0/g/{Messages[kind]}";
                    var read = one.Read(payload);
                    Assert.Equal(read, other.Read(payload));
                    Assert.False(read.EndsWith("! ", StringComparison.Ordinal), "a reason is missing");
                }
            },
            iter: Thousands * 1000);
    }

    private static Gen<(int What, int Place, byte Value)[]> Changes =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 200], Gen.Byte).Array[0, 4];

    private static byte[] Change(byte[] payload, (int What, int Place, byte Value) change)
    {
        var place = payload.Length == 0 ? 0 : change.Place % payload.Length;
        switch (change.What)
        {
            case 0 when payload.Length > 0:
                var changed = (byte[])payload.Clone();
                changed[place] = change.Value;
                return changed;
            case 1: return payload[..place];
            case 2: return [.. payload[..place], change.Value, .. payload[place..]];
            case 3: return [.. payload[..place], .. payload[Math.Min(place + 1, payload.Length)..]];
            default: return payload.Length > 1000 ? payload : [.. payload, .. payload];
        }
    }

    private static byte[][] Hex(params string[] payloads) => [.. payloads.Select(Convert.FromHexString)];
}
