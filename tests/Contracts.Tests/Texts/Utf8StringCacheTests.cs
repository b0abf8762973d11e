using System.Text;
using EventEdge.Contracts.Texts;

namespace EventEdge.Contracts.Tests.Texts;

public sealed class Utf8StringCacheTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1024)]
    public void Texts_that_share_a_place_never_change_places(int slots)
    {
        var cache = new Utf8StringCache(slots);
        for (var round = 0; round < 3; round++)
        {
            for (var index = 0; index < 50; index++) Assert.Equal($"name{index}", cache.Get(Bytes($"name{index}")));
        }
    }

    [Theory]
    [InlineData("d")]
    [InlineData("press-7")]
    [InlineData("Übergröße")]
    [InlineData("温度")]
    [InlineData("a\0b")]
    public void A_text_that_comes_again_is_the_same_string(string text)
    {
        var cache = new Utf8StringCache();
        var first = cache.Get(Bytes(text));
        Assert.Equal(text, first);
        Assert.Same(first, cache.Get(Bytes(text)));
    }

    [Fact]
    public void Two_texts_in_turn_are_both_kept_whatever_their_hashes()
    {
        var cache = new Utf8StringCache(slots: 2);
        var (one, other) = (cache.Get("one"u8), cache.Get("other"u8));
        for (var round = 0; round < 5; round++)
        {
            Assert.Same(one, cache.Get("one"u8));
            Assert.Same(other, cache.Get("other"u8));
        }
    }

    [Fact]
    public void The_newer_text_drives_out_the_oldest_of_its_place()
    {
        var cache = new Utf8StringCache(slots: 2);
        var oldest = cache.Get("a"u8);
        for (var index = 0; index < 64; index++) cache.Get(Bytes($"b{index}"));
        Assert.NotSame(oldest, cache.Get("a"u8));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_text_is_kept_up_to_the_limit(int length, bool isKept)
    {
        var cache = new Utf8StringCache();
        var text = new string('x', length);
        var first = cache.Get(Bytes(text));
        Assert.Equal(text, first);
        Assert.Equal(isKept, ReferenceEquals(first, cache.Get(Bytes(text))));
    }

    [Fact]
    public void What_was_handed_over_may_change_afterwards()
    {
        var cache = new Utf8StringCache();
        var bytes = Bytes("abc");
        cache.Get(bytes);
        bytes[0] = (byte)'z';
        Assert.Equal("zbc", cache.Get(bytes));
        Assert.Equal("abc", cache.Get("abc"u8));
    }

    [Fact]
    public void A_text_that_came_before_costs_no_memory()
    {
        var cache = new Utf8StringCache();
        var bytes = Bytes("device-17");
        cache.Get(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++) cache.Get(bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void No_bytes_are_the_empty_string() => Assert.Same(string.Empty, new Utf8StringCache().Get(default));

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_such() =>
        Assert.Equal("a\ufffdb", new Utf8StringCache().Get([(byte)'a', 0xff, (byte)'b']));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
