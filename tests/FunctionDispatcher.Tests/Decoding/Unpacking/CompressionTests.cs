using System.IO.Compression;
using System.Text;
using CsCheck;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Unpacking;

/// <summary><c>compression:</c> of any decoder: the same bytes come out, all of them, or one sentence.</summary>
public sealed class CompressionTests
{
    private const int Limit = 64 * 1024;

    // Written by the reference tools of each format, not by what reads it here.
    private const string Gzip = "H4sIAAAAAAAC/6tWKknNLUgtSiwpLUpVslIwMtQzrQUA60DdsxUAAAA=";

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    public void A_compressed_object_is_read_as_the_object(string compression) => Assert.Equal(
        ["m temperature=21.5 @1s"],
        DispatchedLines.Decoded(
            $"{{ json: {{ compression: {compression} }} }}",
            Compress(Enum.Parse<Compression>(compression, ignoreCase: true), Encoding.UTF8.GetBytes("""{"temperature": 21.5}"""))));

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Zlib)]
    [InlineData(Compression.Zstd)]
    public void Whatever_was_compressed_comes_out_again(Compression compression) =>
        Gen.Byte.Array[1, 5000].Sample(
            plain =>
            {
                var output = new BoundedBuffer(Limit);
                Assert.Null(Decompression.Run(compression, Compress(compression, plain), output));
                Assert.Equal(plain, output.Written.ToArray());
            },
            iter: 200);

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Zlib)]
    [InlineData(Compression.Zstd)]
    public void What_is_cut_off_or_followed_by_other_bytes_is_refused(Compression compression)
    {
        var whole = Compress(compression, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300))));
        var output = new BoundedBuffer(Limit);
        for (var length = 1; length < whole.Length; length++)
            Assert.NotNull(Decompression.Run(compression, whole.AsSpan(0, length), output));
        Assert.NotNull(Decompression.Run(compression, [.. whole, 0], output));
        Assert.NotNull(Decompression.Run(compression, [.. whole, .. "rubbish and more of it"u8], output));
    }

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Zlib)]
    [InlineData(Compression.Zstd)]
    public void A_bomb_is_refused_before_it_fills_the_memory(Compression compression)
    {
        var bomb = Compress(compression, new byte[200 << 20]);
        var output = new BoundedBuffer(Limit);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var problem = Decompression.Run(compression, bomb, output);

        Assert.Equal("the payload grows beyond 65536 bytes when it is decompressed; size_limit may allow more", problem);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_payload_of_the_limit_is_read_and_one_byte_more_is_not()
    {
        var output = new BoundedBuffer(Limit);
        Assert.Null(Decompression.Run(Compression.Gzip, Compress(Compression.Gzip, new byte[Limit]), output));
        Assert.Equal(Limit, output.Written.Length);
        Assert.NotNull(Decompression.Run(Compression.Gzip, Compress(Compression.Gzip, new byte[Limit + 1]), output));
    }

    [Fact]
    public void A_zstd_frame_that_asks_for_a_large_window_is_refused()
    {
        // Magic number, no content size, a window of 64 MiB, one empty last block.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x80, 0x01, 0x00, 0x00];
        Assert.Equal(
            "not read: the zstd frame has a window of more than 8MiB",
            Decompression.Run(Compression.Zstd, frame, new BoundedBuffer(Limit)));
    }

    /// <summary>
    /// Whatever byte is damaged, and whatever reads it in pieces of whatever size: one of two sentences, in our own words.
    /// </summary>
    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Zlib)]
    [InlineData(Compression.Zstd)]
    public void Damage_is_told_in_the_same_words_wherever_it_is_seen(Compression compression)
    {
        var whole = Compress(compression, Enumerable.Range(0, 3000).Select(i => (byte)(i * i)).ToArray());
        var name = compression.ToString().ToLowerInvariant();
        string[] sentences = [$"not {name}: cut off, damaged, or followed by other bytes", $"not {name}: it does not begin like it"];
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x55;
            var told = new[] { Limit, Limit * 2 }.Select(limit =>
                Decompression.Run(compression, damaged, new BoundedBuffer(limit))).ToList();
            Assert.Single(told.Distinct());
            if (told[0] is { } sentence && !sentence.Contains("window", StringComparison.Ordinal)
                && !sentence.Contains("grows beyond", StringComparison.Ordinal)) Assert.Contains(sentence, sentences);
            var cut = Decompression.Run(compression, whole.AsSpan(0, at), new BoundedBuffer(Limit));
            if (at > 0) Assert.Contains(cut, sentences);
        }
    }

    [Theory]
    [InlineData("""{"a":1}""", "rejected b decode: not gzip: ")]
    [InlineData("", "rejected b decode: the payload is empty")]
    public void What_is_not_compressed_is_a_dead_letter(string payload, string line) => Assert.StartsWith(
        line, Assert.Single(DispatchedLines.Decoded("{ json: { compression: gzip } }", payload)), StringComparison.Ordinal);

    [Fact]
    public void The_limit_is_a_setting()
    {
        var text = $"{{\"a\": \"{new string('x', 2000)}\"}}";
        Assert.Equal(
            ["rejected b decode: the payload has 2009 bytes, 1024 are allowed"],
            DispatchedLines.Decoded("{ json: { size_limit: 1KiB } }", text));
        Assert.StartsWith(
            "rejected b decode: the payload grows beyond 1024 bytes",
            Assert.Single(DispatchedLines.Decoded(
                "{ json: { size_limit: 1KiB, compression: gzip } }", Compress(Compression.Gzip, Encoding.UTF8.GetBytes(text)))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_of_another_program_is_read()
    {
        var output = new BoundedBuffer(Limit);
        Assert.Null(Decompression.Run(Compression.Gzip, Convert.FromBase64String(Gzip), output));
        Assert.Equal("""{"temperature": 21.5}""", Encoding.UTF8.GetString(output.Written));
    }

    private static byte[] Compress(Compression compression, byte[] plain)
    {
        using var result = new MemoryStream();
        using (Stream stream = compression switch
        {
            Compression.Gzip => new GZipStream(result, CompressionLevel.Optimal),
            Compression.Zlib => new ZLibStream(result, CompressionLevel.Optimal),
            _ => new ZstdSharp.CompressionStream(result),
        })
        {
            stream.Write(plain);
        }

        return result.ToArray();
    }
}
