using EventEdge.EdgeBridge.Hangs;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Hosting.Health;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Hangs;

/// <summary>A binding that the node dies of: the process ends, and no start runs into the same death for ever.</summary>
public sealed class DeathTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: deadly
            trigger: { mqtt: "plant/{device}" }
            where: event == 3
            function: { csharp: deadly.cs }
            emit: { measurement: deadly }
          - name: healthy
            trigger: { mqtt: "plant/{device}" }
            function: { builtin: pass, with: { fields: [event] } }
            emit: { measurement: healthy }
        """;

    // What it returns is looked at when its call is over, and nothing can guard that.
    private const string Function =
        """
        public sealed class Deadly : IEventFunction
        {
            public IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context) => [new Measurement { Fields = new Trap() }];

            private sealed class Trap : IReadOnlyList<KeyValuePair<string, FieldValue>>
            {
                public int Count => throw new System.InvalidOperationException("no way out");
                public KeyValuePair<string, FieldValue> this[int index] => default;
                public IEnumerator<KeyValuePair<string, FieldValue>> GetEnumerator() =>
                    throw new System.InvalidOperationException("no way out");
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
            }
        }
        """;

    private readonly TempDirectory _directory = new();

    public DeathTests() => File.WriteAllText(Path.Combine(_directory.Path, "deadly.cs"), Function);

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_loop_that_has_ended_ends_the_process_and_after_three_times_disables_the_binding()
    {
        for (var start = 1; start <= HangStore.Limit; start++)
        {
            await using var node = await StartAsync();
            if (start == 1)
            {
                for (var i = 1; i <= 4; i++) await node.PublishAsync("plant/a", $$"""{"event": {{i}}}""");
            }

            var reason = await node.Node.Hung.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.Contains("binding deadly failed at journal position 3", reason, StringComparison.Ordinal);
            Assert.Equal((HealthLevel.Dead, reason), (node.Node.Failure!.Level, node.Node.Failure.Reason));
        }

        await using var last = await StartAsync();
        await last.UntilAsync(s => s.Bindings[0] is { Received: 4, Rejected: 2 } && s.Bindings[1].InWindows == 4);
        Assert.Null(last.Node.Failure);
        var disabled = Assert.Single(last.Node.Snapshot().Disabled);
        Assert.Equal("deadly", disabled.Binding);
        Assert.Contains("no way out", disabled.Reason, StringComparison.Ordinal);
        Assert.Equal([1.0, 2, 3, 4], (await last.ResultsAsync()).Select(p => p.Fields[0].Value.AsNumber));
    }

    [Fact]
    public async Task Whatever_ends_the_process_in_a_replay_is_looked_for_and_the_binding_it_died_in_disabled()
    {
        await using (var node = await StartAsync()) await node.PublishAsync("plant/a", """{"event": 1}""");
        var identity = await IdentityAsync("healthy");
        for (var death = 1; death <= HangStore.Limit; death++)
        {
            DieWhile(identity, position: 2);
            await using var node = await StartAsync();
            Assert.Equal(death == HangStore.Limit, node.Node.Snapshot().Disabled.Any(d => d.Binding == "healthy"));
            await node.DrainAsync();
        }
    }

    [Fact]
    public void Starts_that_end_in_a_replay_add_up_and_an_orderly_one_does_not()
    {
        var binding = new BindingIdentity("b", "1");
        DieWhile(binding, position: 7);
        using (var careful = new ReplayWatch(Data))
        {
            Assert.True(careful.IsCareful);
            careful.Begin();
        }

        using var after = new ReplayWatch(Data);
        Assert.False(after.IsCareful);
        Assert.Null(after.Suspect);
    }

    [Fact]
    public void A_careful_start_leaves_the_binding_and_the_position_it_died_at()
    {
        Directory.CreateDirectory(Data);
        DieWhile(new("first", "1"), position: 7);

        var next = new ReplayWatch(Data);

        Assert.True(next.IsCareful);
        Assert.Equal((new BindingIdentity("first", "1"), 7L), next.Suspect);
    }

    // What a killed process leaves: nothing of it is closed in order.
    private void DieWhile(BindingIdentity binding, long position)
    {
        Directory.CreateDirectory(Data);
        for (var starts = 0; starts <= ReplayWatch.CarefulAfter; starts++)
        {
            var watch = new ReplayWatch(Data);
            watch.Begin();
            watch.Mark(new("another", "2"), position - 1);
            watch.Mark(binding, position);
            watch.Close();
        }
    }

    private async Task<BindingIdentity> IdentityAsync(string name)
    {
        await using var node = await StartAsync();
        return new(name, node.Node.Bindings().Single(b => b.Name == name).Version);
    }

    private Task<TestNode> StartAsync() => TestNode.StartAsync(_directory.Path, Bindings);
}
