using System.Text;
using EventEdge.EdgeBridge.Journal;

namespace EventEdge.EdgeBridge.Tests.Journal;

public sealed class Utf8StringCacheTests
{
    [Fact]
    public void Names_that_share_a_slot_never_change_places()
    {
        var cache = new Utf8StringCache(slots: 2);
        for (var round = 0; round < 3; round++)
        {
            for (var index = 0; index < 50; index++) Assert.Equal("name" + index, cache.Get(Encoding.UTF8.GetBytes("name" + index)));
        }
    }

    [Fact]
    public void No_bytes_are_the_empty_string() => Assert.Same(string.Empty, new Utf8StringCache(8).Get(default));
}
