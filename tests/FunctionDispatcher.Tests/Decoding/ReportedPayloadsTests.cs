using System.IO.Compression;
using System.Text;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>Payloads that people reported as unreadable with other products, and with this one before.</summary>
public sealed class ReportedPayloadsTests
{
    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""{"temperature": 21.5}""");

    [Fact]
    public void A_gateway_sends_an_array_with_a_time_for_each_tag() => Assert.Equal(
        ["top,nm=Tag1 v=4896 @5908ms", "top,nm=Tag2 v=9781 @5908ms"],
        DispatchedLines.Of(
            """
            bindings:
              - name: top
                trigger: { mqtt: "top/{server}" }
                decode: { json: { each: . } }
                event_time: { field: t }
                function: { builtin: pass, with: { fields: [v] } }
                emit: { measurement: top, tags: [nm] }
            """,
            "top/line1",
            """
            [{"nm":"Tag1","v":4896.0,"t":"2026-01-01 00:00:05.908"},{"nm":"Tag2","v":9781.0,"t":"2026-01-01 00:00:05.908"}]
            """));

    [Fact]
    public void Every_sample_of_a_burst_counts() => Assert.Contains(
        "burst,server=m1 value_count=4 value_max=0.9 @0s..1m",
        DispatchedLines.Of(
            """
            bindings:
              - name: burst
                trigger: { mqtt: "burst/{server}" }
                decode: { json: { each: accel } }
                window: { tumbling: 1m, group_by: [server] }
                function: { builtin: stats, with: { fields: [value], stats: [count, max] } }
                emit: { measurement: burst, tags: [server] }
            """,
            "burst/m1", """{"t0":"2026-01-01T00:00:05Z","dt_ms":10,"accel":[0.1,0.2,0.15,0.9]}"""));

    [Theory]
    [InlineData("{ json: { compression: gzip } }")]
    [InlineData("{ json: { compression: zlib } }")]
    [InlineData("{ json: { encoding: utf-16 } }")]
    [InlineData("json")]
    public void One_object_comes_in_every_dress(string decode)
    {
        using var packed = new MemoryStream();
        using (Stream stream = decode.Contains("gzip", StringComparison.Ordinal)
            ? new GZipStream(packed, CompressionLevel.Optimal) : new ZLibStream(packed, CompressionLevel.Optimal)) stream.Write(Json);
        var payload = decode switch
        {
            "json" => [0xEF, 0xBB, 0xBF, .. Json],
            "{ json: { encoding: utf-16 } }" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Json))],
            _ => packed.ToArray(),
        };

        Assert.Equal(["m temperature=21.5 @1s"], DispatchedLines.Decoded(decode, payload));
    }

    [Fact]
    public void Latin_text_in_JSON_is_read_where_it_is_declared()
    {
        var payload = Encoding.Latin1.GetBytes("""{"temperature": 21.5, "unit": "°C"}""");
        Assert.Equal(
            ["m temperature=21.5 unit=\"°C\" @1s"], DispatchedLines.Decoded("{ json: { encoding: latin1 } }", payload));
        Assert.StartsWith("rejected b decode: not UTF-8 at byte ", Assert.Single(DispatchedLines.Decoded("json", payload)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zero_byte_behind_JSON_is_told() => Assert.StartsWith(
        "rejected b decode: not JSON at byte 21: ", Assert.Single(DispatchedLines.Decoded("json", [.. Json, 0])), StringComparison.Ordinal);

    [Fact]
    public void Identities_beyond_53_bits_stay_two_in_arrays_and_rows_too()
    {
        const string Window =
            """
                window: { tumbling: 10s, group_by: [id] }
                event_time: { idle_timeout: 30s }
                function: { builtin: count }
                emit: { measurement: by_id }
            """;
        string[] expected = ["by_id,id=1795292668348461056 count=1 @0s..10s", "by_id,id=1795292668348461057 count=1 @0s..10s"];
        Assert.Equal(expected, Run("{ json: { each: . } }", """[{"id":1795292668348461056},{"id":1795292668348461057}]"""));
        Assert.Equal(expected, Run("csv", "id\n1795292668348461056\n1795292668348461057"));
        Assert.Equal(expected, Run("key_value", "id=1795292668348461056\nid=1795292668348461057"));
        Assert.Equal(expected, Run("line_protocol", "m id=1795292668348461056i\nm id=1795292668348461057i"));

        IReadOnlyList<string> Run(string decode, string payload) => DispatchedLines.Of(
            $"bindings:\n  - name: b\n    trigger: {{ mqtt: t }}\n    decode: {decode}\n{Window}", "t", payload);
    }
}
