using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Tests.Intake;

/// <summary>QoS 0 messages wait in bounded memory, whatever their size, and none is dropped.</summary>
public sealed class VolatileQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(200 << 10)]
    [InlineData(256 << 10)]
    [InlineData(16 << 20)]
    public async Task At_its_limit_and_beyond_it_waits_takes_no_more_and_loses_nothing(int size)
    {
        var queue = new VolatileQueue();
        var payload = new byte[size];
        List<Task> writing = [];
        for (var waiting = 0; waiting < 100; waiting += writing[^1].IsCompleted ? 0 : 1)
            writing.Add(queue.EnqueueAsync(Message(writing.Count, payload), default, Cancellation).AsTask());
        Assert.InRange(queue.Bytes, 1, Math.Max(VolatileQueue.BytesLimit, (2L * size) + 1000));
        Assert.InRange(queue.Count, 1, VolatileQueue.QueueLimit);
        HashSet<string> read = [];
        while (read.Count < writing.Count)
        {
            await queue.WaitAsync(Cancellation);
            Assert.True(queue.TryDequeue(out var item));
            Assert.True(read.Add(item.Topic));
            Assert.Equal(size, item.Length);
            queue.Release(item);
        }

        await Task.WhenAll(writing);
        Assert.Equal((0, 0), (queue.Count, queue.Bytes));
    }

    [Fact]
    public async Task Who_waits_holds_no_copy_and_who_gives_up_leaves_nothing_behind()
    {
        var queue = new VolatileQueue();
        var payload = new byte[VolatileQueue.BytesLimit];
        await queue.EnqueueAsync(Message(0, payload), default, Cancellation);
        var held = queue.Bytes;
        var changing = Encoding.UTF8.GetBytes("before");
        var second = queue.EnqueueAsync(Message(1, changing), default, Cancellation).AsTask();
        using var patience = new CancellationTokenSource();
        var third = queue.EnqueueAsync(Message(2, payload), default, patience.Token).AsTask();
        Assert.Equal(held, queue.Bytes);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        "after!"u8.CopyTo(changing);
        Assert.True(queue.TryDequeue(out var first));
        queue.Release(first);
        await second.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.True(queue.TryDequeue(out var item));
        Assert.Equal("after!", Encoding.UTF8.GetString(item.Bytes, 0, item.Length));
        queue.Release(item);
        Assert.Equal(0, queue.Bytes);
    }

    [Fact]
    public async Task Properties_take_their_part_of_the_bound()
    {
        var queue = new VolatileQueue();
        var properties = new MessageProperties(new byte[200 << 10]);
        var waiting = 0;
        for (var number = 0; number < 100; number++)
        {
            var message = Message(number, []) with { Properties = properties };
            if (!queue.EnqueueAsync(message, default, Cancellation).AsTask().IsCompleted) waiting++;
        }

        Assert.InRange(queue.Bytes, VolatileQueue.BytesLimit / 2, VolatileQueue.BytesLimit);
        Assert.Equal(100 - queue.Count, waiting);
        for (var read = 0; read < 100; read++)
        {
            await queue.WaitAsync(Cancellation);
            Assert.True(queue.TryDequeue(out var item));
            queue.Release(item);
        }

        Assert.Equal(0, queue.Bytes);
    }

    private static ReceivedMessage Message(int number, byte[] payload) =>
        new(number.ToString(), payload, 0, Retained: false, Duplicate: false, "c", 0);
}
