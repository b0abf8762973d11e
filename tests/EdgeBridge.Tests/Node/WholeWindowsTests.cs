using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// Windows that a node cannot have seen from their beginning are parts, and none of them has the identity of the whole one.
/// </summary>
public sealed class WholeWindowsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            event_time: { idle_timeout: 5m }
            window: { tumbling: 1m, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: press }
        """;

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly TempDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_wiped_node_ends_the_window_it_begins_in_as_a_part_and_the_next_as_whole()
    {
        await using (var first = await StartAsync())
        {
            await PublishAsync(first, 70, 50);
            await first.DrainAsync();
        }

        Directory.Delete(Data, recursive: true);
        await using var node = await StartAsync();
        await PublishAsync(node, 100, 50);
        await PublishAsync(node, 130, 3);
        await PublishAsync(node, 190, 1);

        var points = (await node.ResultsAsync()).OrderBy(p => p.Time).ToList();
        Assert.Equal(
            [(60, 50, true), (120, 3, false)], points.Select(p => ((p.Time - Noon).TotalSeconds, p.Fields[0].Value.AsNumber, p.Partial)));
        Assert.Equal(["device", "partial"], points[0].Tags.Select(t => t.Key));
    }

    [Fact]
    public async Task Two_directories_wiped_within_one_window_leave_two_parts()
    {
        var parts = new List<Point>();
        foreach (var second in (int[])[70, 100])
        {
            if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
            SetTime(second);
            await using var node = await StartAsync();
            await PublishAsync(node, second + 5, 10);
            await File.WriteAllTextAsync(
                Path.Combine(_directory.Path, "bindings.yaml"), "bindings: []", TestContext.Current.CancellationToken);
            await Eventually.IsTrue(() =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(20));
                return node.Node.Snapshot().Bindings.Count == 0;
            }, "the edit is in force");
            parts.AddRange(await node.ResultsAsync());
        }

        Assert.Equal([10, 10], parts.Select(p => p.Fields[0].Value.AsNumber));
        Assert.Equal(2, parts.Select(p => string.Join(',', p.Tags)).Distinct().Count());
    }

    [Fact]
    public async Task A_saved_configuration_that_cannot_be_read_costs_no_window_of_bindings_that_are_as_they_were()
    {
        await using (var first = await StartAsync()) await PublishAsync(first, 70, 50);
        Spoil();

        await using var node = await StartAsync();
        await PublishAsync(node, 100, 50);
        await PublishAsync(node, 190, 1);

        var point = Assert.Single(await node.ResultsAsync());
        Assert.Equal((100, false), (point.Fields[0].Value.AsNumber, point.Partial));
        Assert.Empty(node.Node.Ledger().Losses);
    }

    [Fact]
    public async Task A_saved_configuration_that_cannot_be_read_is_in_the_ledger_with_the_bindings_that_lose_by_it()
    {
        await using (var first = await StartAsync()) await PublishAsync(first, 70, 50);
        Spoil();

        await using var node = await TestNode.StartAsync(_directory.Path, Bindings.Replace("1m", "2m", StringComparison.Ordinal), _time);
        await PublishAsync(node, 100, 50);
        await PublishAsync(node, 250, 1);

        Assert.Contains("press", Assert.Single(node.Node.Ledger().Losses).Reason, StringComparison.Ordinal);
        Assert.True(Assert.Single(await node.ResultsAsync()).Partial);
    }

    [Fact]
    public async Task A_state_that_is_gone_beside_a_whole_journal_makes_no_part_of_the_window_around_the_restart()
    {
        await using (var first = await StartAsync())
        {
            await PublishAsync(first, 70, 10);
            await PublishAsync(first, 130, 5);
        }

        foreach (var file in Directory.GetFiles(Data, "state.db*")) File.Delete(file);
        SetTime(150);
        await using var node = await StartAsync();
        await PublishAsync(node, 160, 5);
        await PublishAsync(node, 190, 1);

        var points = (await node.ResultsAsync()).OrderBy(p => p.Time).ToList();
        Assert.Equal(
            [(60, 10, false), (120, 10, false)], points.Select(p => ((p.Time - Noon).TotalSeconds, p.Fields[0].Value.AsNumber, p.Partial)));
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(_directory.Path, Bindings, _time);

    private async Task PublishAsync(TestNode node, int second, int count)
    {
        SetTime(second);
        for (var i = 0; i < count; i++) await node.PublishAsync("plant/a", "{}");
    }

    private void SetTime(int second)
    {
        var at = Noon.AddSeconds(second);
        if (at > _time.GetUtcNow()) _time.SetUtcNow(at);
    }

    private void Spoil()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "state.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE configuration SET text = 'bindings: ['";
        command.ExecuteNonQuery();
    }
}
