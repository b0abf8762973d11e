using System.Globalization;
using EventEdge.EdgeBridge.Node;
using EventEdge.EdgeBridge.Tests.Node.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Node;

public sealed class EdgeNodeTests : IDisposable
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

    private readonly List<string> _directories = [];

    [Fact]
    public async Task A_node_whose_uplink_cannot_be_opened_leaves_its_stores_to_the_next_try()
    {
        var options = OptionsIn(NewDirectory());

        Assert.Throws<IOException>(() => new EdgeNode(
            options, intake =>
                new FakeEndpoint(intake), (_, _) => throw new IOException("no"), TimeProvider.System, NullLoggerFactory.Instance));

        await using var next = new EdgeNode(
            options, intake =>
                new FakeEndpoint(intake), (outbox, _) => new FakeUplink(outbox), TimeProvider.System, NullLoggerFactory.Instance);
    }

    [Fact]
    public async Task A_node_that_fails_before_its_endpoint_leaves_its_stores_to_the_next_try()
    {
        var options = OptionsIn(NewDirectory());

        Assert.Throws<IOException>(() => new EdgeNode(
            options, intake =>
                new FakeEndpoint(intake), (outbox, _) => new FakeUplink(outbox), TimeProvider.System, new RefusingLog("NodeClock")));

        await using var next = new EdgeNode(
            options, intake =>
                new FakeEndpoint(intake), (outbox, _) => new FakeUplink(outbox), TimeProvider.System, NullLoggerFactory.Instance);
    }

    [Fact]
    public async Task What_cannot_be_closed_hides_no_reason_and_keeps_nothing_else_open()
    {
        var options = OptionsIn(NewDirectory());

        var error = Assert.Throws<IOException>(() => new EdgeNode(
            options, intake => new FakeEndpoint(intake) { Closing = () => throw new InvalidOperationException("not now") }, (_, _) =>
                throw new IOException("no"), TimeProvider.System, NullLoggerFactory.Instance));

        Assert.Equal("no", error.Message);
        await using var next = new EdgeNode(
            options, intake =>
                new FakeEndpoint(intake), (outbox, _) => new FakeUplink(outbox), TimeProvider.System, NullLoggerFactory.Instance);
    }

    [Fact]
    public async Task An_open_window_survives_a_restart()
    {
        var directory = NewDirectory();
        await using (var first = await TestNode.StartAsync(directory, Bindings))
        {
            Assert.True(await first.PublishAsync("plant/a", Reading(1, 5)));
        }

        await using var second = await TestNode.StartAsync(directory, Bindings);
        await second.PublishAsync("plant/a", Reading(2, 7));
        await second.PublishAsync("plant/a", Reading(11, 1));
        await second.DrainAsync();

        var point = Assert.Single(await second.ResultsAsync());
        Assert.Equal(2, point.Fields[0].Value.AsNumber);
        Assert.Equal(12, point.Fields[1].Value.AsNumber);
        Assert.Equal(3, second.Node.Snapshot().Bindings[0].Received);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    public async Task What_was_acknowledged_survives_a_power_cut_and_is_counted_once(int workers, int workersAfter)
    {
        var directory = NewDirectory();
        await using (var first = await TestNode.StartAsync(directory, Bindings, workers: workers)) await PublishAsync(first, 0, 150);
        await using var node = await TestNode.StartAsync(directory, Bindings, workers: workers);
        await PublishAsync(node, 150, 300);
        var crashed = node.Crash();
        _directories.Add(crashed);
        var expected = await LinesAsync(node);

        await using var restarted = await TestNode.StartAsync(crashed, Bindings, workers: workersAfter);

        Assert.Equal(expected, await LinesAsync(restarted));
        Assert.Equal(300, restarted.Node.Snapshot().Bindings[0].Received);
        Assert.Equal(0, restarted.Node.Snapshot().Bindings[0].Unexplained);
    }

    [Fact]
    public async Task A_changed_file_takes_effect_and_a_broken_one_does_not()
    {
        var directory = NewDirectory();
        await using var node = await TestNode.StartAsync(directory, Bindings);
        var file = Path.Combine(directory, "bindings.yaml");

        await File.WriteAllTextAsync(file, "bindings: [", TestContext.Current.CancellationToken);
        await node.UntilAsync(s => s.ConfigurationError is not null);
        Assert.Equal("press", Assert.Single(node.Node.Snapshot().Bindings).Binding);

        await File.WriteAllTextAsync(
            file, Bindings.Replace("name: press", "name: renamed", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await node.UntilAsync(s => s.Bindings.Any(b => b.Binding == "renamed"));
        Assert.Null(node.Node.Snapshot().ConfigurationError);
    }

    [Fact]
    public async Task The_file_changed_while_the_node_was_down_closes_windows_as_partials()
    {
        var directory = NewDirectory();
        await using (var first = await TestNode.StartAsync(directory, Bindings)) await first.PublishAsync("plant/a", Reading(1, 5));

        await using var second = await TestNode.StartAsync(
            directory, Bindings.Replace("tumbling: 10s", "tumbling: 5s", StringComparison.Ordinal));
        await second.UntilAsync(s => s.Outbox.Points > 0);

        Assert.True(Assert.Single(await second.ResultsAsync()).Partial);
    }

    [Fact]
    public async Task A_second_node_on_the_same_directory_is_refused_in_one_line()
    {
        var directory = NewDirectory();
        await using var first = await TestNode.StartAsync(directory, Bindings);

        var error = await Assert.ThrowsAsync<EdgeStartException>(() => TestNode.StartAsync(directory, Bindings));

        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_quiet_key_shows_what_it_has_after_its_idle_timeout()
    {
        await using var node = await TestNode.StartAsync(
            NewDirectory(), Bindings.Replace("allowed_lateness: 10s", "idle_timeout: 100ms", StringComparison.Ordinal));
        await node.PublishAsync("plant/a", Reading(1, 5));

        await node.UntilAsync(s => s.Outbox.Points > 0);

        Assert.Equal(5, Assert.Single(await node.ResultsAsync()).Fields[1].Value.AsNumber);
    }

    public void Dispose()
    {
        foreach (var directory in _directories) Directory.Delete(directory, recursive: true);
    }

    private static string Reading(int second, double value) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{1_700_000_000 + second}},"value":{{value}}}""");

    private static async Task PublishAsync(TestNode node, int from, int to)
    {
        for (var i = from; i < to; i++) Assert.True(await node.PublishAsync($"plant/{i % 3}", Reading(i, i)));
    }

    private static async Task<List<string>> LinesAsync(TestNode node) =>
        [.. (await node.ResultsAsync()).Select(p => $"{p.Id:x} {p.Time:O} r{p.Revision} {p.Fields[0].Value} {p.Fields[1].Value}").Distinct()
            .Order()];

    private static EdgeOptions OptionsIn(string directory)
    {
        Directory.CreateDirectory(directory);
        return new() { BindingsFile = Path.Combine(directory, "bindings.yaml"), DataDirectory = Path.Combine(directory, "data") };
    }

    private string NewDirectory()
    {
        var directory = Path.Combine(Path.GetTempPath(), "eventedge-" + Guid.NewGuid().ToString("N"));
        _directories.Add(directory);
        return directory;
    }

    /// <summary>Makes no logger for one part, which therefore cannot be made.</summary>
    private sealed class RefusingLog(string part) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) =>
            categoryName.EndsWith(part, StringComparison.Ordinal) ? throw new IOException("no") : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
