using System.Threading.Channels;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Tests.Messages;

public sealed class ByteBoundedQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(20, 5)]
    [InlineData(60, 1)]
    [InlineData(1000, 1)]
    public void It_holds_so_many_items_or_so_many_bytes(int size, int held)
    {
        foreach (var attempts in new[] { held, held + 1, 100 * held })
        {
            var queue = new ByteBoundedQueue<int>(10, 100, item => item);
            Assert.Equal(held, Enumerable.Range(0, attempts).Count(_ => queue.TryWrite(size)));
            Assert.Equal((held, (long)held * size), (queue.Count, queue.Bytes));
        }
    }

    [Fact]
    public async Task Who_waits_gets_in_when_one_is_read_and_order_is_kept()
    {
        var queue = new ByteBoundedQueue<int>(10, 100, _ => 60);
        var written = Task.WhenAll(Enumerable.Range(0, 20).Select(item => queue.WriteAsync(item, Cancellation).AsTask()));
        List<int> read = [];
        await foreach (var item in queue.ReadAllAsync(Cancellation))
        {
            read.Add(item);
            if (read.Count == 20) break;
        }

        await written;
        Assert.Equal(Enumerable.Range(0, 20), read);
        Assert.Equal(0, queue.Bytes);
    }

    [Fact]
    public async Task What_is_in_it_can_be_read_after_the_end_and_nothing_more_comes_in()
    {
        var queue = new ByteBoundedQueue<int>(2, 100, item => item);
        Assert.True(queue.TryWrite(1));
        Assert.True(queue.TryWrite(2));
        var waiting = queue.WriteAsync(3, Cancellation).AsTask();
        queue.Complete();
        await Assert.ThrowsAsync<ChannelClosedException>(() => waiting);
        Assert.False(queue.TryWrite(4));
        Assert.Equal(3, queue.Bytes);
        List<int> read = [];
        await foreach (var item in queue.ReadAllAsync(Cancellation)) read.Add(item);
        Assert.Equal([1, 2], read);
        Assert.Equal(0, queue.Bytes);
        await queue.Completion.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }
}
