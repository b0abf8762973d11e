using EventEdge.EdgeBridge.Hangs;
using EventEdge.EdgeBridge.Http;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Hosting.Health;

namespace EventEdge.EdgeBridge.Tests.Hangs;

/// <summary>A function that never returns, in the node's own process.</summary>
public sealed class HangTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: hanging
            trigger: { mqtt: "plant/{device}", qos: 1 }
            function: { csharp: hang.cs, timeout: 1s }
            emit: { measurement: hanging }
          - name: healthy
            trigger: { mqtt: "plant/{device}", qos: 1 }
            function: { builtin: pass, with: { fields: [event] } }
            emit: { measurement: healthy }
        """;

    // Longer than a crowded machine keeps a healthy call waiting.
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(2);

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _directory = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose()
    {
        File.WriteAllText(Path.Combine(_directory, "go"), string.Empty);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Deaths_add_up_of_the_same_event_alone_whenever_they_were()
    {
        var path = Path.Combine(_directory, "hangs");
        var binding = new BindingIdentity("press", "1");
        for (var position = 1; position <= 10; position++) Assert.Equal(1, new HangStore(path).Record(binding, position, Noon, "killed"));
        Assert.Equal(2, new HangStore(path).Record(binding, 10, Noon.AddDays(1), "killed"));
        Assert.Null(new HangStore(path).Find(binding));
        Assert.Equal(3, new HangStore(path).Record(binding, 10, Noon.AddDays(2), "killed"));
        Assert.NotNull(new HangStore(path).Find(binding));
    }

    [Fact]
    public void Deaths_of_what_is_in_no_journal_add_up_within_the_hour()
    {
        var (path, binding) = (Path.Combine(_directory, "hangs"), new BindingIdentity("press", "1"));
        for (var day = 0; day < 5; day++) Assert.Equal(1, new HangStore(path).Record(binding, 0, Noon.AddDays(day), "fault"));
        Assert.Equal(2, new HangStore(path).Record(binding, 0, Noon.AddDays(4).AddMinutes(1), "fault"));
    }

    [Fact]
    public async Task A_function_that_hangs_restarts_the_node_three_times_and_is_then_disabled_from_that_event_on()
    {
        Write("hang.cs", Source(hangsAt: 3));
        for (var start = 1; start <= HangStore.Limit; start++)
        {
            await using var node = await TestNode.StartAsync(_directory, Bindings, hangLimit: HangLimit);
            if (start == 1)
            {
                for (var i = 1; i <= 4; i++) await node.PublishAsync("plant/a", $$"""{"event": {{i}}}""");
            }

            var reason = await node.Node.Hung.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.Contains("hanging", reason, StringComparison.Ordinal);
            Assert.NotNull(node.Node.Snapshot().NotReady);
        }

        await using var last = await TestNode.StartAsync(_directory, Bindings, hangLimit: HangLimit);
        await last.PublishAsync("plant/a", """{"event": 5}""");
        await last.UntilAsync(
            s => s.Versions[0] is { Received: 5, Rejected: 3, InWindows: 2 } && s.Versions[1].InWindows == 5 && s.DeadLetters == 3);
        Assert.False(last.Node.Hung.IsCompleted);
        Assert.Equal("hanging", Assert.Single(last.Node.Snapshot().Disabled).Binding);
        Assert.Equal(
            [1.0, 2, 1, 2, 3, 4, 5],
            (await last.ResultsAsync()).OrderBy(p => p.Measurement == "healthy").Select(p => p.Fields[0].Value.AsNumber));

        Write("hang.cs", Source(hangsAt: 0));
        await last.UntilAsync(s => s.Disabled.Count == 0);
        await last.PublishAsync("plant/a", """{"event": 6}""");
        await last.UntilAsync(s => s.Versions[0].InWindows == 1);
    }

    [Fact]
    public async Task A_call_beyond_its_limit_is_told_by_health_while_it_runs_and_a_hang_makes_the_node_dead()
    {
        Write("hang.cs", Source(hangsAt: 1));
        await using (var node = await TestNode.StartAsync(_directory, Bindings))
        {
            await node.PublishAsync("plant/a", "{\"event\": 1}");
            await node.UntilAsync(
                s => s.Troubled.Any(t => t.Binding == "hanging" && t.Reason.Contains("timeout of 1s", StringComparison.Ordinal)));
            Assert.Equal(HealthLevel.Degraded, EdgeHealth.Of(node.Node).Single(e => e.Check == "functions").State);
            File.WriteAllText(Path.Combine(_directory, "go"), string.Empty);
            await node.UntilAsync(s => s.Troubled.Count == 0);
            File.Delete(Path.Combine(_directory, "go"));
        }

        await using var hung = await TestNode.StartAsync(_directory, Bindings, hangLimit: HangLimit);
        await hung.PublishAsync("plant/a", "{\"event\": 1}");
        await hung.Node.Hung.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(HealthLevel.Dead, EdgeHealth.Of(hung.Node).Single(e => e.Check == "loops").State);
    }

    [Fact]
    public void Hangs_add_up_within_an_hour_and_count_for_one_version()
    {
        var path = Path.Combine(_directory, "hangs");
        var (old, edited) = (new BindingIdentity("b", "1"), new BindingIdentity("b", "2"));
        Assert.Equal(1, new HangStore(path).Record(old, 7, Noon));
        Assert.Equal(2, new HangStore(path).Record(old, 7, Noon.AddMinutes(30)));
        Assert.Equal(2, new HangStore(path).Record(old, 7, Noon.AddMinutes(60)));
        Assert.Null(new HangStore(path).Find(old));
        Assert.Equal(3, new HangStore(path).Record(old, 8, Noon.AddMinutes(61)));
        Assert.Equal(8, new HangStore(path).Find(old)!.From);
        Assert.Null(new HangStore(path).Find(edited));

        File.WriteAllText(path, "[{");
        Assert.Null(new HangStore(path).Find(old));
    }

    [Fact]
    public void So_many_versions_are_remembered_and_the_oldest_go()
    {
        var store = new HangStore(Path.Combine(_directory, "hangs"));
        for (var hang = 0; hang < HangStore.Limit; hang++) store.Record(new("first", "1"), 7, Noon);
        for (var version = 1; version < HangStore.RecordLimit; version++) store.Record(new("edited", $"{version}"), 7, Noon);
        Assert.NotNull(store.Find(new("first", "1")));

        store.Record(new("edited", "one more"), 7, Noon);

        Assert.Null(store.Find(new("first", "1")));
        Assert.Equal(2, store.Record(new("edited", "one more"), 7, Noon));
    }

    // Waits until the test is over; a thread cannot be stopped.
    private string Source(int hangsAt) =>
        $$"""
        public sealed class Hang : IEventFunction
        {
            public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context)
            {
                while (input["event"].AsNumber == {{hangsAt}} && !System.IO.File.Exists(@"{{Path.Combine(_directory, "go")}}"))
                    System.Threading.Thread.Sleep(1);
                return [Measurement.Of(("event", input["event"]))];
            }
        }
        """;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
}
