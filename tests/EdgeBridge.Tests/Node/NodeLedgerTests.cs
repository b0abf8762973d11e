using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Node;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

public sealed class NodeLedgerTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            event_time: { field: ts, allowed_lateness: 10s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count, sum] } }
            emit: { measurement: press }
        """;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(10, 10, 10, 0)]
    [InlineData(10, 11, 12, 0)]
    [InlineData(10, 9, 12, 1)]
    [InlineData(10, 13, 12, -1)]
    public void The_listener_explains_what_lies_between_handed_over_and_entered(
        long handedOver, long inPipeline, long entered, long unexplained) =>
        Assert.Equal(unexplained, IntakeCount.Of(handedOver, inPipeline, entered));

    [Fact]
    public async Task The_listener_and_the_dispatcher_agree_under_load_and_after_a_restart()
    {
        await using (var first = await TestNode.StartAsync(_directory.Path, Bindings)) await LoadAsync(first);
        await using var second = await TestNode.StartAsync(_directory.Path, Bindings);
        Assert.Equal(0, second.Node.Snapshot().Unexplained);
        await LoadAsync(second);
    }

    [Fact]
    public async Task A_retried_dead_letter_is_one_more_message_in_the_ledger()
    {
        await using var node = await TestNode.StartAsync(_directory.Path, Bindings);
        await node.PublishAsync("plant/a", "broken");
        await node.UntilAsync(s => s.DeadLetters == 1);

        Assert.Null(
            Assert.Single(await node.Node.DeadLetters.RetryAsync(DeadLetterFilter.All, TestContext.Current.CancellationToken)).Problem);

        await node.UntilAsync(s => s.Bindings[0].Rejected == 2);
        var ledger = node.Node.Ledger();
        Assert.Equal((2, 0, 0), (ledger.MessagesReceived, ledger.Unexplained, ledger.Bindings[0].Counts.Unexplained));
    }

    [Fact]
    public async Task A_retried_dead_letter_is_taken_by_its_binding_alone_after_a_restart_too()
    {
        const string both = Bindings +
            """


              - name: texts
                trigger: { mqtt: "plant/{device}" }
                decode: text
                function: { builtin: pass }
                emit: { measurement: texts }
            """;
        await using (var node = await TestNode.StartAsync(_directory.Path, both))
        {
            await node.PublishAsync("plant/a", "broken");
            await node.UntilAsync(s => s.DeadLetters == 1 && s.Bindings[1].InWindows == 1);
            await node.Node.DeadLetters.RetryAsync(DeadLetterFilter.All, TestContext.Current.CancellationToken);
            await node.UntilAsync(s => s.Bindings[0].Rejected == 2);
            Assert.Equal((2, 1), (node.Node.Snapshot().Bindings[0].Received, node.Node.Snapshot().Bindings[1].Received));
        }

        await using var again = await TestNode.StartAsync(_directory.Path, both);
        await again.UntilAsync(s => s.Bindings[0].Received == 2);
        Assert.Equal(1, again.Node.Snapshot().Bindings[1].Received);
    }

    [Fact]
    public async Task A_stopped_node_s_ledger_are_those_it_had_when_it_stopped()
    {
        EdgeLedger running;
        await using (var node = await TestNode.StartAsync(_directory.Path, Bindings))
        {
            await LoadAsync(node);
            running = node.Node.Ledger();
        }

        var stopped = await EdgeLedgerReader.ReadStoppedAsync(Path.Combine(_directory.Path, "data"), TimeProvider.System);

        Assert.NotNull(stopped);
        Assert.Equal(running.Bindings, stopped.Bindings);
        Assert.Equal(running.Classes, stopped.Classes);
        Assert.Equal((running.Epoch, running.MessagesReceived, 0), (stopped.Epoch, stopped.MessagesReceived, stopped.InFlight));
    }

    [Fact]
    public async Task An_ended_binding_stays_in_the_ledger()
    {
        await using (var node = await TestNode.StartAsync(_directory.Path, Bindings)) await LoadAsync(node);
        await using var changed = await TestNode.StartAsync(
            _directory.Path, Bindings.Replace("tumbling: 10s", "tumbling: 5s", StringComparison.Ordinal));
        await changed.UntilAsync(_ => changed.Node.Ledger().Bindings.Any(b => b.Retired));

        var ledger = changed.Node.Ledger();

        Assert.Equal(60, ledger.Bindings.Single(b => b.Retired).Counts.Received);
        Assert.Equal(0, ledger.Bindings.Single(b => !b.Retired).Counts.Received);
        var points = await changed.ResultsAsync();
        Assert.Equal(points.Count, ledger.Bindings.Sum(b => b.Counts.Measurements + b.Counts.Revisions));
    }

    [Fact]
    public async Task Messages_are_matched_or_unmatched_and_a_restart_forgets_neither()
    {
        await using (var first = await TestNode.StartAsync(_directory.Path, Bindings))
        {
            await LoadAsync(first);
            for (var i = 0; i < 5; i++) await first.PublishAsync("elsewhere", "x", qos: i % 2);
            await first.UntilAsync(s => s.Unmatched == 5);
        }

        var stopped = await EdgeLedgerReader.ReadStoppedAsync(Path.Combine(_directory.Path, "data"), TimeProvider.System);
        Assert.Equal((60, 5, 65, 0), (stopped!.Matched, stopped.Unmatched, stopped.MessagesReceived, stopped.Unrouted));

        await using var second = await TestNode.StartAsync(_directory.Path, Bindings);
        await second.PublishAsync("elsewhere", "x", qos: 1);
        await second.UntilAsync(s => s.Unmatched == 6);
        var ledger = second.Node.Ledger();
        Assert.Equal((60, 6, 0), (ledger.Matched, ledger.Unmatched, ledger.Unrouted));
    }

    private static async Task LoadAsync(TestNode node)
    {
        var sensors = Enumerable.Range(0, 4).Select(sensor => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
                await node.PublishAsync($"plant/{sensor}", $$"""{"ts":{{1_700_000_000 + i}},"value":{{i}}}""", qos: sensor % 2);
        }));
        var sent = Task.WhenAll(sensors);
        while (!sent.IsCompleted)
        {
            Assert.Equal(0, node.Node.Snapshot().Unexplained);
            await Task.Yield();
        }

        await sent;
        await node.DrainAsync();
        Assert.Equal(0, node.Node.Snapshot().Unexplained);
    }
}
