using static EventEdge.EdgeBridge.Tests.Calls.OutOfProcessPlace;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>A function that does not keep up: the journal is its queue, and nobody else notices.</summary>
public sealed class SlowFunctionTests : IDisposable
{
    private readonly OutOfProcessPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_function_that_is_too_slow_lets_its_messages_wait_in_the_journal_and_holds_up_nobody()
    {
        await using var first = await StartAsync(_place.Path, hold: 0);
        await PublishAsync(first, 0, 3000);
        await first.UntilAsync(s => s.Bindings[1].InWindows == 3000);
        await first.UntilAsync(s => s.Bindings[0].InFlight == 1024);
        AssertLedger(first, received: 1024, inFlight: 1024);

        await using var second = await StartAsync(Open(_place.Copy(first)), hold: 0);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 3000);
        Assert.Equal(Doubles(3000), await ResultsAsync(second));
        AssertLedger(second, received: 3000, inFlight: 0);
    }

    [Fact]
    public async Task A_stop_while_messages_wait_in_the_journal_leaves_them_there()
    {
        await using (var first = await StartAsync(_place.Path, hold: 0))
        {
            await PublishAsync(first, 0, 2000);
            await first.UntilAsync(s => s.Bindings[0].InFlight == 1024 && s.Bindings[1].InWindows == 2000);
        }

        await using var second = await StartAsync(Open(_place.Path), hold: 0);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 2000);
        Assert.Equal(Doubles(2000), await ResultsAsync(second));
        Assert.Equal((2000, 2000), (second.Node.Snapshot().MessagesReceived, second.Node.Snapshot().Bindings[1].InWindows));
    }

    [Fact]
    public async Task A_crash_while_a_function_catches_up_repeats_no_result()
    {
        await using (var first = await StartAsync(_place.Path, hold: 0))
        {
            // Messages of others lie between, so that a replay reads ends of calls sooner than the messages that led to them.
            for (var i = 0; i < 2000; i += 100)
            {
                await PublishAsync(first, i, i + 100);
                await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => first.PublishAsync("elsewhere", "{}").AsTask()));
            }

            await first.UntilAsync(s => s.Bindings[0].InFlight == 1024 && s.Bindings[1].InWindows == 2000);
        }

        await using var second = await StartAsync(Open(_place.Path, limit: 1500), hold: 0);
        await second.UntilAsync(s => s.Bindings[0].InWindows == 1500);

        await using var third = await StartAsync(Open(_place.Copy(second)), hold: 0);

        await third.UntilAsync(s => s.Bindings[0].InWindows == 2000);
        Assert.Equal(Doubles(2000), await ResultsAsync(third));
        AssertLedger(third, received: 2000, inFlight: 0);
    }

    [Fact]
    public async Task Without_a_journal_what_a_slow_function_has_no_room_for_is_dropped_and_counted()
    {
        await using var node = await StartAsync(_place.Path, hold: 0);
        await PublishAsync(node, 0, 2000, qos: 0);
        await node.UntilAsync(s => s.Bindings[0].Rejected == 2000 - 1024 && s.DeadLetters == 1);

        Open(_place.Path);

        await node.UntilAsync(s => s.Bindings[0].InWindows == 1024);
        Assert.Equal(Doubles(1024), await ResultsAsync(node));
    }
}
