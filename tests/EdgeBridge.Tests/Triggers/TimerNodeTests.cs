using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Triggers;

/// <summary>
/// Timers on a whole node, in virtual time: ticks go through the journal, so that crashes, restarts and edits give each instant one turn.
/// </summary>
public sealed class TimerNodeTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task A_tick_becomes_one_result_at_its_scheduled_instant()
    {
        await using var node = await StartAsync(Bindings());
        await PassAsync(node, TimeSpan.FromSeconds(35), results: 3);

        Assert.Equal([10, 20, 30], await SecondsAsync(node));
        var snapshot = node.Node.Snapshot();
        Assert.Equal((3, 3, 0, 0),
            (snapshot.Bindings[0].Received, snapshot.Bindings[0].InWindows, snapshot.Bindings[0].Unexplained, snapshot.Unexplained));
        Assert.Equal(3, snapshot.MessagesReceived);
        var line = Assert.Single(node.Node.Bindings());
        Assert.Equal(
            ("every 10s", "builtin", Noon.AddSeconds(30), Noon.AddSeconds(40)), (line.Trigger, line.Runtime, line.LastRun, line.NextRun));
    }

    [Theory]
    [InlineData("skip", new double[] { 60, 300 }, 3)]
    [InlineData("latest", new double[] { 60, 240, 300 }, 2)]
    [InlineData("all", new double[] { 60, 120, 180, 240, 300 }, 0)]
    public async Task What_was_missed_while_the_node_was_down_is_treated_as_the_binding_says(string missed, double[] run, int left)
    {
        var bindings = Bindings(missed, "60s");
        await using (var node = await StartAsync(bindings)) await PassAsync(node, TimeSpan.FromSeconds(65), results: 1);
        _time.Advance(TimeSpan.FromSeconds(200));

        await using var again = await StartAsync(bindings);
        await PassAsync(again, TimeSpan.FromSeconds(40), results: run.Length);

        Assert.Equal(run, await SecondsAsync(again));
        Assert.Equal(left, again.Node.Bindings()[0].Missed);
        Assert.Equal(new("collector", left), Assert.Single(again.Node.Snapshot().Timers));
    }

    [Fact]
    public async Task A_crash_right_after_a_tick_neither_loses_nor_repeats_it()
    {
        string crashed;
        await using (var node = await StartAsync(Bindings("all")))
        {
            await PassAsync(node, TimeSpan.FromSeconds(25), results: 2);
            crashed = node.Crash();
        }

        try
        {
            await using var again = await TestNode.StartAsync(crashed, Bindings("all"), _time);
            await PassAsync(again, TimeSpan.FromSeconds(10), results: 3);
            Assert.Equal([10, 20, 30], (await SecondsAsync(again)).Distinct());
            Assert.Equal(3, again.Node.Snapshot().Bindings[0].Measurements);
            Assert.Equal(3, again.Node.Snapshot().Bindings[0].Received);
        }
        finally
        {
            Directory.Delete(crashed, recursive: true);
        }
    }

    [Fact]
    public async Task An_edit_of_the_file_leaves_the_timer_where_it_was()
    {
        await using var node = await StartAsync(Bindings());
        await PassAsync(node, TimeSpan.FromSeconds(12), results: 1);
        await File.WriteAllTextAsync(Path.Combine(node.Directory, "bindings.yaml"), Bindings()
            .Replace("where: missed >= 0", "where: missed >= -1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var version = node.Node.Bindings()[0].Version;
        await UntilAsync(() => node.Node.Bindings()[0].Version != version, "the edited binding runs", TimeSpan.FromMilliseconds(50));
        await PassAsync(node, TimeSpan.FromSeconds(10), results: 1); // of the new version

        var seconds = await SecondsAsync(node);
        Assert.Equal(seconds.Distinct(), seconds);
        Assert.Equal(Enumerable.Range(1, seconds.Count).Select(i => i * 10.0), seconds);
    }

    [Fact]
    public async Task Results_of_a_tick_start_what_follows_across_a_crash()
    {
        var bindings = Bindings("all") +
            """

              - name: downstream
                trigger: { on: collector }
                function: { builtin: pass, with: { fields: [missed] } }
                emit: { measurement: downstream }
            """;
        string crashed;
        await using (var node = await StartAsync(bindings))
        {
            await PassAsync(node, TimeSpan.FromSeconds(25), results: 4);
            crashed = node.Crash();
        }

        try
        {
            await using var again = await TestNode.StartAsync(crashed, bindings, _time);
            await PassAsync(again, TimeSpan.FromSeconds(10), results: 6);
            Assert.Equal([3, 3], again.Node.Snapshot().Bindings.Select(b => b.Measurements));
            Assert.Equal(["on collector", "every 10s"], again.Node.Bindings().Select(b => b.Trigger).Reverse());
        }
        finally
        {
            Directory.Delete(crashed, recursive: true);
        }
    }

    public void Dispose() => _directory.Dispose();

    private static string Bindings(string missed = "latest", string every = "10s") =>
        $$"""
        bindings:
          - name: collector
            trigger: { every: {{every}}, missed: {{missed}} }
            where: missed >= 0
            function: { builtin: pass, with: { fields: [missed] } }
            emit: { measurement: collected }
        """;

    private Task<TestNode> StartAsync(string bindings) => TestNode.StartAsync(_directory.Path, bindings, _time);

    // Time goes on in small steps, and after each waits for what has become due.
    private async Task PassAsync(TestNode node, TimeSpan duration, int results)
    {
        for (var end = _time.GetUtcNow() + duration; _time.GetUtcNow() < end;)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await UntilAsync(() => node.Node.Bindings()[0].NextRun > _time.GetUtcNow(), "what is due has been taken");
        }

        await UntilAsync(() => node.Node.Snapshot().Bindings.Sum(b => b.Measurements) >= results, $"{results} results");
    }

    // The loop may have looked at the clock just before it was moved, and sleep until it moves again.
    private Task UntilAsync(Func<bool> condition, string what, TimeSpan? step = null) => Eventually.IsTrue(
        () =>
        {
            if (condition()) return true;
            _time.Advance(step ?? TimeSpan.FromMilliseconds(1));
            return false;
        },
        what);

    private static async Task<IReadOnlyList<double>> SecondsAsync(TestNode node) =>
        [.. (await node.ResultsAsync()).Where(p => p.Measurement == "collected").Select(p => (p.Time - Noon).TotalSeconds)];
}
