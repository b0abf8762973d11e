using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// Parts of the data directory that are gone when the node starts again: what is left is used, what is lost is in the ledger.
/// </summary>
public sealed class VanishedStoreTests : IDisposable
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

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_directory_that_is_whole_or_new_has_lost_nothing()
    {
        await RunAsync(0, 25);
        await using var node = await StartAsync();
        Assert.Empty(node.Node.Ledger().Losses);
    }

    [Fact]
    public async Task Without_its_journal_a_node_goes_on_counting_where_it_was_and_says_what_is_gone()
    {
        await RunAsync(0, 25);
        Directory.Delete(Path.Combine(Data, "journal"), recursive: true);

        await using var node = await StartAsync();
        await PublishAsync(node, 25, 31);

        Assert.Equal("journal", Assert.Single(node.Node.Ledger().Losses).Part);
        Assert.Equal([10, 10, 10], (await node.ResultsAsync()).Select(p => p.Fields[0].Value.AsNumber));
        Assert.Equal((31, 0), (node.Node.Snapshot().Bindings[0].Received, node.Node.Snapshot().Unexplained));
    }

    [Fact]
    public async Task A_journal_older_than_the_state_is_continued_behind_it()
    {
        await RunAsync(0, 5);
        var old = Path.Combine(_directory.Path, "old");
        Directory.Move(Path.Combine(Data, "journal"), old);
        await RunAsync(5, 25);
        Directory.Delete(Path.Combine(Data, "journal"), recursive: true);
        Directory.Move(old, Path.Combine(Data, "journal"));

        await using var node = await StartAsync();
        await PublishAsync(node, 25, 31);

        Assert.Equal(31, node.Node.Snapshot().Bindings[0].Received);
        Assert.Equal([10, 10, 10], (await node.ResultsAsync()).Select(p => p.Fields[0].Value.AsNumber));
    }

    [Fact]
    public async Task A_loss_is_in_the_ledger_once_and_stays_there()
    {
        await RunAsync(0, 25);
        Directory.Delete(Path.Combine(Data, "journal"), recursive: true);
        await RunAsync(25, 25);
        await RunAsync(25, 26);

        var stopped = await EdgeLedgerReader.ReadStoppedAsync(Data, TimeProvider.System);

        Assert.NotNull(stopped);
        Assert.Contains("record 25", Assert.Single(stopped.Losses).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outbox")]
    [InlineData("outbox/normal")]
    public async Task Without_its_outbox_a_node_begins_a_new_numbering_and_says_how_many_records_are_gone(string part)
    {
        Guid before;
        await using (var node = await StartAsync())
        {
            await PublishAsync(node, 0, 35);
            before = node.Node.Ledger().Epoch;
        }

        Directory.Delete(Path.Combine(Data, part), recursive: true);
        await using var again = await StartAsync();

        var loss = Assert.Single(again.Node.Ledger().Losses);
        Assert.Equal(("outbox", 3), (loss.Part, loss.Records));
        Assert.Contains(before.ToString(), loss.Reason, StringComparison.Ordinal);
        Assert.NotEqual(before, again.Node.Ledger().Epoch);
    }

    [Fact]
    public async Task Without_its_state_a_node_reads_its_journal_again_and_delivers_nothing_twice()
    {
        await RunAsync(0, 35);
        foreach (var file in Directory.EnumerateFiles(Data, "state.db*")) File.Delete(file);

        await using var node = await StartAsync();
        await PublishAsync(node, 35, 41);

        Assert.Equal("state", Assert.Single(node.Node.Ledger().Losses).Part);
        var points = await node.ResultsAsync();
        Assert.Equal([10, 10, 10, 10], points.Select(p => p.Fields[0].Value.AsNumber));
        Assert.Equal(4, points.Select(p => p.Id).Distinct().Count());
        Assert.Equal(41, node.Node.Snapshot().Bindings[0].Received);
    }

    [Fact]
    public async Task With_only_its_outbox_left_a_node_gives_no_position_out_twice()
    {
        await RunAsync(0, 35);
        Directory.Delete(Path.Combine(Data, "journal"), recursive: true);
        foreach (var file in Directory.EnumerateFiles(Data, "state.db*")) File.Delete(file);

        await using var node = await StartAsync();
        await PublishAsync(node, 40, 51);

        Assert.Equal("state", Assert.Single(node.Node.Ledger().Losses).Part);
        var points = await node.ResultsAsync();
        Assert.Equal(4, points.Count);
        // Nothing tells what the window held before.
        Assert.Equal([false, false, false, true], points.OrderBy(p => p.Time).Select(p => p.Partial));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data/journal")]
    public async Task A_directory_that_is_deleted_under_a_running_node_ends_its_acknowledgements_and_is_told(string part)
    {
        var directory = Path.Combine(_directory.Path, part);
        await using var node = await StartAsync();
        await PublishAsync(node, 0, 5);
        Directory.Move(directory, Path.Combine(_directory.Path, "away"));

        Assert.Contains("was deleted or moved away", node.Node.Snapshot().NotReady, StringComparison.Ordinal);
        var first = node.PublishAsync("plant/a", $$"""{"ts":{{1_700_000_005}},"value":5}""").AsTask();
        await node.UntilAsync(snapshot => snapshot.NotReady!.StartsWith("journal: ", StringComparison.Ordinal));
        Assert.False(await node.PublishAsync("plant/a", $$"""{"ts":{{1_700_000_006}},"value":6}"""));
        Assert.False(first.IsCompleted);

        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.Move(Path.Combine(_directory.Path, "away"), directory);
        Assert.True(await first.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(_directory.Path, Bindings);

    private async Task RunAsync(int from, int to)
    {
        await using var node = await StartAsync();
        await PublishAsync(node, from, to);
    }

    private static async Task PublishAsync(TestNode node, int from, int to)
    {
        for (var i = from; i < to; i++) Assert.True(await node.PublishAsync("plant/a", $$"""{"ts":{{1_700_000_000 + i}},"value":{{i}}}"""));
        await node.DrainAsync();
    }
}
