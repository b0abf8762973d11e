using System.Globalization;
using EventEdge.EdgeBridge.Tests.Node.Support;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>
/// A script or a module is edited, and nothing else: that is a change of its binding, taken live, and a bad one is not taken.
/// </summary>
public sealed class OutOfProcessSwapTests : IDisposable
{
    private const string Process =
        """
        bindings:
          - name: own
            trigger: { mqtt: "plant/{device}", qos: 1 }
            function: { process: python3 own.py }
            emit: { measurement: own }
        """;

    private const string Wasm =
        """
        bindings:
          - name: own
            trigger: { mqtt: "plant/{device}", qos: 1 }
            function: { wasm: own.wat }
            emit: { measurement: own }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task An_edited_script_takes_over_and_no_event_is_lost_or_run_twice()
    {
        Script(1);
        await using var node = await TestNode.StartAsync(_directory, Process);
        await PublishAsync(node, 0, 200);
        await node.UntilAsync(s => s.Versions[0].InWindows == 200);

        Script(2);
        var next = 200;
        while (!node.Node.Ledger().Bindings.Any(b => b.Retired)) await PublishAsync(node, next, next += 10);
        await PublishAsync(node, next, next += 100);
        await node.UntilAsync(s => !s.ConfigurationChanging && s.Versions[0].InFlight == 0 && s.Outbox.Points >= next);

        var results = (await node.ResultsAsync()).Select(p => (Event: (int)p.Fields.Single(f => f.Key == "event").Value.AsNumber,
            Version: (int)p.Fields.Single(f => f.Key == "version").Value.AsNumber)).ToList();
        Assert.Equal(Enumerable.Range(0, next), results.Select(r => r.Event));
        Assert.Equal([1, 2], results.Select(r => r.Version).Distinct());
    }

    [Fact]
    public async Task A_script_that_is_gone_for_a_while_changes_nothing()
    {
        Script(1);
        await using var node = await TestNode.StartAsync(_directory, Process);
        await PublishAsync(node, 0, 1);
        await node.UntilAsync(s => s.Versions[0].InWindows == 1);

        File.Delete(Path.Combine(_directory, "own.py"));
        await node.UntilAsync(s => s.ConfigurationError is not null);
        Assert.Contains("own.py' any more", node.Node.Snapshot().ConfigurationError, StringComparison.Ordinal);
        await PublishAsync(node, 1, 2);
        await node.UntilAsync(s => s.Versions[0].InWindows == 2);

        Script(2);
        await node.UntilAsync(s => s.ConfigurationError is null && s.Versions[0].Received == 0);
    }

    [Fact]
    public async Task An_edited_module_takes_over_and_a_broken_one_does_not_even_across_a_restart()
    {
        Module(1);
        await using (var first = await TestNode.StartAsync(_directory, Wasm))
        {
            await PublishAsync(first, 0, 1);
            await first.UntilAsync(s => s.Versions[0].InWindows == 1);
            Module(2);
            await first.UntilAsync(s => s.Versions[0].Received == 0);
            await PublishAsync(first, 0, 1);
            await first.UntilAsync(s => s.Versions[0].InWindows == 1);

            await File.WriteAllTextAsync(Path.Combine(_directory, "own.wat"), "(module", TestContext.Current.CancellationToken);
            await first.UntilAsync(s => s.ConfigurationError is not null);
            await PublishAsync(first, 0, 1);
            await first.UntilAsync(s => s.Versions[0].InWindows == 2);
        }

        await using var second = await TestNode.StartAsync(_directory, Wasm);
        await PublishAsync(second, 0, 1);
        await second.UntilAsync(s => s.Versions[0].InWindows == 3 && s.ConfigurationError is not null);
        Assert.Equal([1.0, 2, 2, 2], (await second.ResultsAsync()).Select(p => p.Fields[0].Value.AsNumber));
    }

    private void Script(int version) => File.WriteAllText(
        Path.Combine(_directory, "own.py"),
        $$$"""
        import json, sys
        for line in sys.stdin:
            print(json.dumps({"fields": {"event": json.loads(line)["event"]["fields"]["event"], "version": {{{version}}}}}), flush=True)
        """);

    private void Module(int version) => File.WriteAllText(
        Path.Combine(_directory, "own.wat"),
        $$$"""
        (module (memory (export "memory") 1) (data (i32.const 8) "{\22fields\22:{\22x\22:{{{version}}}}}")
          (func (export "alloc") (param i32) (result i32) (i32.const 64))
          (func (export "invoke") (param i32 i32) (result i64) (i64.const 0x0000000800000012)))
        """);

    private static async Task PublishAsync(TestNode node, int from, int to)
    {
        for (var i = from; i < to; i++)
            Assert.True(await node.PublishAsync("plant/a", string.Create(CultureInfo.InvariantCulture, $$"""{"event": {{i}}}""")));
    }
}
