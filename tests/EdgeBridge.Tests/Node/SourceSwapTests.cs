using System.Globalization;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Tests.Node.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// A function's source is edited while events pour in: each event is run once, by one version, and the versions take turns once.
/// </summary>
public sealed class SourceSwapTests : IDisposable
{
    private const int EventCount = 3_000;

    private const string Bindings =
        """
        bindings:
          - name: own
            trigger: { mqtt: "plant/{device}", qos: 1 }
            function: { csharp: own.cs }
            emit: { measurement: own, tags: [device] }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task No_event_is_lost_or_run_by_two_versions()
    {
        Write(1);
        await using var node = await TestNode.StartAsync(_directory, Bindings);
        var sent = await PublishAsync(node, 0, () => false, EventCount / 3);
        await node.DrainAsync();
        Write(2);
        sent = await PublishAsync(node, sent, () => node.Node.Snapshot().Versions[0].Received < EventCount / 3, int.MaxValue);
        sent = await PublishAsync(node, sent, () => false, sent + (EventCount / 3));

        AssertEachRunOnce(await node.ResultsAsync(), sent);
    }

    [Fact]
    public async Task Under_a_thousand_events_a_second_no_event_is_lost_or_run_by_two_versions()
    {
        Write(1);
        await using var node = await TestNode.StartAsync(_directory, Bindings);
        var sent = await PaceAsync(node, 0, next => next >= 1000);
        Write(2);
        sent = await PaceAsync(node, sent, _ => node.Node.Ledger().Bindings.Any(b => b.Retired));
        var swapped = sent;
        sent = await PaceAsync(node, sent, next => next >= swapped + 1000);

        AssertEachRunOnce(await node.ResultsAsync(), sent);
    }

    [Fact]
    public async Task A_source_that_does_not_compile_is_shown_with_its_place_and_the_old_version_runs_on()
    {
        Write(1);
        await using var node = await TestNode.StartAsync(_directory, Bindings);

        await File.WriteAllTextAsync(Source, "public sealed class Own : IEventFunction { int", TestContext.Current.CancellationToken);
        await node.UntilAsync(s => s.ConfigurationError is not null);
        await node.PublishAsync("plant/a", """{"event": 7}""");

        Assert.Contains("own.cs:1:", node.Node.Snapshot().ConfigurationError, StringComparison.Ordinal);
        Assert.Equal(7, Assert.Single(await node.ResultsAsync()).Fields[0].Value.AsNumber);
        Write(1);
        await node.UntilAsync(s => s.ConfigurationError is null);
    }

    [Fact]
    public async Task A_source_broken_while_the_node_was_down_does_not_stop_it()
    {
        Write(1);
        await using (var first = await TestNode.StartAsync(_directory, Bindings)) await first.PublishAsync("plant/a", """{"event": 1}""");
        await File.WriteAllTextAsync(Source, "broken", TestContext.Current.CancellationToken);

        await using var second = await TestNode.StartAsync(_directory, Bindings);
        await second.PublishAsync("plant/a", """{"event": 2}""");

        Assert.Equal([1, 2], (await second.ResultsAsync()).Select(p => (int)p.Fields[0].Value.AsNumber));
        Assert.NotNull(second.Node.Snapshot().ConfigurationError);
    }

    private string Source => Path.Combine(_directory, "own.cs");

    private void Write(int version) => File.WriteAllText(Source,
        $$"""
        public sealed class Own : IEventFunction
        {
            public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) =>
                [Measurement.Of(("event", input["event"]), ("version", {{version}}))];
        }
        """);

    private static void AssertEachRunOnce(IReadOnlyList<Point> points, int sent)
    {
        var results = points.Select(p => (Event: (int)p.Fields.Single(f => f.Key == "event").Value.AsNumber,
            Version: (int)p.Fields.Single(f => f.Key == "version").Value.AsNumber)).ToList();
        Assert.Equal(Enumerable.Range(0, sent), results.Select(r => r.Event));
        Assert.Equal([1, 2], results.Select(r => r.Version).Distinct());
        Assert.Equal(results.Select(r => r.Version).Order(), results.Select(r => r.Version));
    }

    /// <summary>
    /// Publishes by the clock, a thousand a second whatever the node does, until told to stop; the number of the next one.
    /// </summary>
    private static async Task<int> PaceAsync(TestNode node, int from, Func<int, bool> until)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        var accepted = new List<Task<bool>>();
        var next = from;
        while (!until(next))
        {
            await pace.WaitForNextTickAsync(patience.Token);
            for (var due = from + (int)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds; next < due; next++)
                accepted.Add(
                    node.PublishAsync("plant/a", string.Create(CultureInfo.InvariantCulture, $$"""{"event": {{next}}, "at": {{next}}}"""))
                        .AsTask());
        }

        Assert.All(await Task.WhenAll(accepted), Assert.True);
        return next;
    }

    /// <summary>Publishes numbered events until told to stop or until there are so many; the number of the next one.</summary>
    private static async Task<int> PublishAsync(TestNode node, int from, Func<bool> until, int limit)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var next = from;
        for (; next < limit && !until(); next++)
        {
            patience.Token.ThrowIfCancellationRequested();
            Assert.True(await node.PublishAsync(
                "plant/a", string.Create(CultureInfo.InvariantCulture, $$"""{"event": {{next}}, "at": {{next}}}""")));
        }

        return next;
    }
}
