using System.Globalization;
using System.IO.Compression;
using System.Text;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Tests.Discovery;

/// <summary>Payloads of devices that nobody knows: each kind is recognised, and its file reads them.</summary>
public sealed class PayloadKindTests
{
    public static TheoryData<string, string, string> Texts => new()
    {
        { "{\"a\": 1, \"b\": {\"c\": 2.5}}", "json", "a" },
        { "[{\"id\": \"x\", \"v\": 1}, {\"id\": \"y\", \"v\": 2}]", "{ json: { each: \".\" } }", "v" },
        { "{\"gw\": \"g\", \"readings\": [{\"id\": \"x\", \"v\": 1}, {\"id\": \"y\", \"v\": 2}]}", "{ json: { each: readings } }", "v" },
        { "{\"v\": 1}\n{\"v\": 2}", "{ json: { lines: true } }", "v" },
        { "21.5", "text", "value" },
        { "21.5 °C", "{ text: { unit: °C } }", "value" },
        { "230V", "{ text: { unit: V } }", "value" },
        { "21,5", "{ text: { decimal: comma } }", "value" },
        { "a=1 b=2.5", "key_value", "a" },
        { "a:1;b:2", "{ key_value: { separator: \";\", assign: \":\" } }", "a" },
        { "cpu,host=h1 usage=12.5,idle=80i", "line_protocol", "usage" },
        { "1.5;2.5;3", "{ csv: { columns: [column1, column2, column3], delimiter: \";\" } }", "column1" },
        { "temperature,humidity\n21.5,40\n21.6,41", "csv", "temperature" },
        { "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"s\", \"type\": \"t\", \"data\": {\"level\": 4}}", "cloudevents",
        "data.level" },
        { "[{\"bn\": \"urn:x:\", \"n\": \"t\", \"v\": 1}]", "senml", "value" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_recognised_and_read(string payload, string decode, string field)
    {
        var binding = new Heard().Every("lab/rig/reading", 4, _ => payload).Bindings()[0];
        Assert.Equal(decode, Written(binding, new Heard().Every("lab/rig/reading", 4, _ => payload).Found().Text));
        Assert.Contains(field, FieldsOf(binding));
    }

    [Theory]
    [InlineData("5 \u0001")]
    [InlineData("5 a\u0007")]
    [InlineData("5 \u200b")]
    [InlineData("5 \u0085")]
    [InlineData("5 \ufeff")]
    public void A_unit_has_no_characters_that_nobody_sees(string payload) =>
        Assert.DoesNotContain("unit:", new Heard().Every("lab/rig/reading", 4, _ => payload).Found().Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    public void What_is_compressed_is_recognised_inside(string compression)
    {
        var heard = new Heard();
        for (var i = 0; i < 3; i++) heard.On("lab/rig/packed", i, Packed(compression, $"{{\"speed\": {i}}}"));
        Assert.Contains($"decode: {{ json: {{ compression: {compression} }} }}", heard.Found().Text);
        Assert.Contains("speed", FieldsOf(heard.Bindings()[0]));
    }

    [Theory]
    [InlineData("omdzcGVlZDwAYWEB", null)]
    [InlineData("omVzcGVlZPlOIGFhAQ==", "cbor")]
    [InlineData("gqVzcGVlZMtAKQAAAAAAAKFhAQ==", "messagepack")]
    public void Maps_in_bytes_are_recognised(string base64, string? decoder)
    {
        var found = new Heard().On("lab/rig/bytes", 0, Convert.FromBase64String(base64)).On("lab/rig/bytes", 1,
            Convert.FromBase64String(base64))
            .Found();
        if (decoder is null) Assert.Empty(found.Bindings);
        else Assert.Contains($"decode: {decoder}\n", found.Text);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("windows-1252")]
    public void Text_in_another_encoding_is_recognised(string name)
    {
        var encoding = name == "utf-16" ? Encoding.Unicode : Encoding.Latin1;
        var heard = new Heard();
        for (var i = 0; i < 3; i++) heard.On("lab/rig/text", i, encoding.GetBytes($"{{\"temp\": {i}, \"ort\": \"Küche\"}}"));
        Assert.Contains($"decode: {{ json: {{ encoding: {name} }} }}", heard.Found().Text, StringComparison.Ordinal);
        Assert.Contains("temp", FieldsOf(heard.Bindings()[0]));
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xd8, 0xff, 0xe0, 1, 2 }, "JPEG pictures")]
    [InlineData(new byte[] { 0x07, 0x08, 0x00, 0x01, 0xfe, 0x80 }, "6 bytes each")]
    public void What_cannot_be_read_is_said_and_not_bound(byte[] payload, string words)
    {
        var found = new Heard().On("lab/cam/frame", 0, payload).On("lab/cam/frame", 1, payload).Every("lab/rig/reading", 3, i =>
            $"{i}").Found();
        Assert.Contains(words, found.Text);
        Assert.DoesNotContain(found.Bindings, b => b.Filter == "lab/cam/frame");
    }

    [Fact]
    public void One_broken_message_in_many_is_told_and_does_not_change_the_kind()
    {
        var heard = new Heard().Every("lab/rig/reading", 20, i => i == 7 ? "oops" : $"{{\"speed\": {i * 2}.5}}");
        Assert.Contains("1 of 20 messages", heard.Found().Text);
        Assert.Equal(1, heard.Found().Bindings[0].Rejected);
    }

    [Theory]
    [InlineData("4G")]
    [InlineData("12:30:00")]
    [InlineData("v1.2.3")]
    public void What_only_begins_with_a_number_is_a_word(string word) =>
        Assert.DoesNotContain("unit:", new Heard().Every("lab/rig/state", 3, _ => word).Found().Text);

    private static string Written(BindingConfig binding, string text)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith("    decode: ", StringComparison.Ordinal));
        return line is null ? binding.Decode?.Name ?? "json" : line["    decode: ".Length..];
    }

    private static IReadOnlyList<string> FieldsOf(BindingConfig binding) =>
        ((System.Collections.IEnumerable)binding.Function.With!["fields"]!).Cast<object>().Select(f => Convert.ToString(f,
            CultureInfo.InvariantCulture)!).ToList();

    private static byte[] Packed(string compression, string text)
    {
        using var buffer = new MemoryStream();
        using (Stream packed = compression == "gzip" ? new GZipStream(buffer, CompressionLevel.Fastest) : new ZLibStream(buffer,
            CompressionLevel.Fastest))
            packed.Write(Encoding.UTF8.GetBytes(text));
        return buffer.ToArray();
    }
}
