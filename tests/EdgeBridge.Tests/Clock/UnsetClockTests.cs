using System.Globalization;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Clock;

/// <summary>A node on a machine without a battery: it boots in 1970, and its clock is set some time later.</summary>
public sealed class UnsetClockTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: by_receipt
            trigger: { mqtt: "plant/{device}", qos: 1 }
            event_time: { idle_timeout: 10s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count] } }
            emit: { measurement: by_receipt }
          - name: by_stamp
            trigger: { mqtt: "plant/{device}", qos: 1 }
            event_time: { field: ts, idle_timeout: 10s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count] } }
            emit: { measurement: by_stamp }
        """;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();
    private readonly MachineClock _machine = new(Noon) { Wrong = MachineClock.Unset - Noon };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Readings_from_before_the_clock_was_set_are_dated_when_it_is_and_silence_shows_their_windows(int qos)
    {
        await using var node = await StartAsync();
        await PublishAsync(node, 25, qos);
        Assert.Contains("never set", node.Node.Health.Look().Single(check => check.Check == "clock").Reason, StringComparison.Ordinal);
        Assert.Equal((0, 25), (Received(node, "by_receipt"), Received(node, "by_stamp")));

        _machine.Wrong = TimeSpan.Zero;
        await AssertResultsAsync(node);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_before_they_are_dated_changes_nothing(bool isSetMeanwhile)
    {
        await using (var first = await StartAsync()) await PublishAsync(first, 25, qos: 1);
        if (isSetMeanwhile) _machine.Wrong = TimeSpan.Zero;

        await using var node = await StartAsync();
        _machine.Wrong = TimeSpan.Zero;
        await AssertResultsAsync(node);
    }

    [Fact]
    public async Task A_crash_after_they_were_dated_gives_the_same_windows()
    {
        string copy;
        await using (var node = await StartAsync())
        {
            await PublishAsync(node, 25, qos: 1);
            _machine.Wrong = TimeSpan.Zero;
            await UntilAsync(node, () => Received(node, "by_receipt") == 25);
            copy = node.Crash();
        }

        try
        {
            _machine.Advance(TimeSpan.FromMinutes(5));
            await using var again = await TestNode.StartAsync(copy, Bindings, _machine);
            await AssertResultsAsync(again);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private async Task AssertResultsAsync(TestNode node)
    {
        await UntilAsync(node, () => node.Node.Snapshot().Outbox.Points >= 6);
        var snapshot = node.Node.Snapshot();
        Assert.Equal((0, 0), (snapshot.DeadLetters, snapshot.Unexplained));
        var points = await node.ResultsAsync();
        foreach (var binding in (string[])["by_receipt", "by_stamp"])
        {
            var counts = points.Where(point => point.Measurement == binding).OrderBy(point => point.Time).ToList();
            Assert.Equal([Noon, Noon.AddSeconds(10), Noon.AddSeconds(20)], counts.Select(point => point.Time));
            Assert.Equal([10.0, 10.0, 5.0], counts.Select(Count));
        }
    }

    private static double Count(Point point) => point.Fields.Single(field => field.Key == "value_count").Value.AsNumber;

    private async Task PublishAsync(TestNode node, int seconds, int qos)
    {
        for (var second = 0; second < seconds; second++)
        {
            var ts = (Noon.ToUnixTimeSeconds() + second).ToString(CultureInfo.InvariantCulture);
            Assert.True(await node.PublishAsync("plant/a", $$"""{"ts":{{ts}},"value":{{second}}}""", qos));
            _machine.Advance(TimeSpan.FromSeconds(1));
        }

        await node.DrainAsync();
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(_directory.Path, Bindings, _machine);

    private static long Received(TestNode node, string binding) =>
        node.Node.Snapshot().Bindings.Single(entry => entry.Binding == binding).Received;

    private Task UntilAsync(TestNode node, Func<bool> condition) => Eventually.IsTrue(
        () =>
        {
            _machine.Advance(TimeSpan.FromMilliseconds(200));
            return condition();
        },
        $"{node.Node.Snapshot()}");
}
