using System.Text;
using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Unpacking;

/// <summary><c>encoding:</c> of decoders that read text.</summary>
public sealed class EncodingTests
{
    private const string Degrees = "21.5 °C";

    [Theory]
    [InlineData("latin1", "iso-8859-1")]
    [InlineData("utf-16", "utf-16le")]
    [InlineData("utf-16le", "utf-16le")]
    [InlineData("utf-16be", "utf-16be")]
    [InlineData("utf-8", "utf-8")]
    public void A_text_is_read_in_its_encoding(string encoding, string written) => Assert.Equal(
        [$"m value=\"{Degrees}\" @1s"], DispatchedLines.Decoded(Text(encoding), Encoding.GetEncoding(written).GetBytes(Degrees)));

    [Theory]
    [InlineData("windows-1252", new byte[] { 0x80, 0x20, 0xB0 }, "€ °")]
    [InlineData("windows-1251", new byte[] { 0xCF, 0xF0 }, "Пр")]
    [InlineData("iso-8859-15", new byte[] { 0xA4 }, "€")]
    [InlineData("shift_jis", new byte[] { 0x89, 0xB7 }, "温")]
    [InlineData("gb18030", new byte[] { 0xCE, 0xC2 }, "温")]
    [InlineData("koi8-r", new byte[] { 0xF0 }, "П")]
    [InlineData("ibm437", new byte[] { 0xF8 }, "°")]
    public void Code_pages_are_read(string encoding, byte[] payload, string text) =>
        Assert.Equal([$"m value=\"{text}\" @1s"], DispatchedLines.Decoded(Text(encoding), payload));

    [Theory]
    [InlineData("utf-16", new byte[] { 0xFF, 0xFE, 0x37, 0x00 })]
    [InlineData("utf-16", new byte[] { 0xFE, 0xFF, 0x00, 0x37 })]
    [InlineData("utf-16be", new byte[] { 0xFE, 0xFF, 0x00, 0x37 })]
    [InlineData("utf-8", new byte[] { 0xEF, 0xBB, 0xBF, 0x37 })]
    public void A_byte_order_mark_is_no_text(string encoding, byte[] payload) =>
        Assert.Equal(["m value=7 @1s"], DispatchedLines.Decoded(Text(encoding), payload));

    [Theory]
    [InlineData("utf-16le", new byte[] { 0xFE, 0xFF, 0x00, 0x37 }, "not utf-16le: the byte order mark says the other order")]
    [InlineData("utf-16", new byte[] { 0x37, 0x00, 0x38 }, "not utf-16 at byte 2")]
    [InlineData("utf-16", new byte[] { 0xFF, 0xFE, 0x37, 0x00, 0x00, 0xD8 }, "not utf-16 at byte 4")]
    [InlineData("ascii", new byte[] { 0x37, 0xB0 }, "not ascii at byte 1")]
    [InlineData("shift_jis", new byte[] { 0x89 }, "not shift_jis at byte 0")]
    public void What_means_nothing_is_told(string encoding, byte[] payload, string problem) =>
        Assert.Equal([$"rejected b decode: {problem}"], DispatchedLines.Decoded(Text(encoding), payload));

    [Fact]
    public void Compressed_text_is_decompressed_first()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.Unicode.GetBytes("""{"unit": "°C"}"""));
        }

        Assert.Equal(
            ["m unit=\"°C\" @1s"],
            DispatchedLines.Decoded("{ json: { compression: gzip, encoding: utf-16 } }", zipped.ToArray()));
    }

    [Fact]
    public void An_encoding_that_is_not_known_is_told_by_validate()
    {
        var result = BindingsFile.Parse(
            "bindings: [ { name: b, trigger: { mqtt: t }, decode: { text: { encoding: utf-32 } }, function: { builtin: pass } } ]", "b");
        Assert.Contains("'encoding' must have the form utf-8|utf-16|", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    private static string Text(string encoding) => $"{{ text: {{ encoding: {encoding} }} }}";
}
