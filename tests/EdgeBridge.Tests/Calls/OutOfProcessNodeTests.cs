using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Tests.Node.Support;
using static EventEdge.EdgeBridge.Tests.Calls.OutOfProcessPlace;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>A node whose functions are processes: nothing acknowledged is lost and nothing counts twice, whoever is killed.</summary>
public sealed class OutOfProcessNodeTests : IDisposable
{
    private readonly OutOfProcessPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Every_acknowledged_event_becomes_one_result_in_order()
    {
        await using var node = await StartAsync(_place.Path);
        await PublishAsync(node, 0, 300);
        await node.UntilAsync(s => s.Bindings[0].InWindows == 300);
        Assert.Equal(Doubles(300), await ResultsAsync(node));
        AssertLedger(node, received: 300, inFlight: 0);
    }

    [Fact]
    public async Task A_crash_of_the_node_repeats_no_result_and_forgets_no_call()
    {
        await using var first = await StartAsync(_place.Path, hold: 100);
        await PublishAsync(first, 0, 200);
        await first.UntilAsync(s => s.Bindings[0].InWindows == 100);
        AssertLedger(first, received: 200, inFlight: 100);

        await using var second = await StartAsync(Open(_place.Copy(first)), hold: 100);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 200);
        Assert.Equal(Doubles(200), await ResultsAsync(second));
        AssertLedger(second, received: 200, inFlight: 0);
    }

    [Fact]
    public async Task A_stop_saves_the_calls_under_way_and_the_next_start_makes_them()
    {
        await using (var first = await StartAsync(_place.Path, hold: 100))
        {
            await PublishAsync(first, 0, 200);
            await first.UntilAsync(s => s.Bindings[0].InWindows == 100);
        }

        await using var second = await StartAsync(Open(_place.Path), hold: 100);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 200);
        Assert.Equal(Doubles(200), await ResultsAsync(second));
        AssertLedger(second, received: 200, inFlight: 0);
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_costs_an_attempt_and_no_event()
    {
        await using var node = await StartAsync(_place.Path, hold: 100);
        await PublishAsync(node, 0, 200);
        await node.UntilAsync(s => s.Bindings[0].InWindows == 100);
        using var worker = System.Diagnostics.Process.GetProcessById(WorkerIn(_place.Path));

        worker.Kill();
        Open(_place.Path);

        await node.UntilAsync(s => s.Bindings[0].InWindows == 200);
        Assert.Equal(Doubles(200), await ResultsAsync(node));
        Assert.Equal(0, node.Node.Snapshot().DeadLetters);
    }

    [Fact]
    public async Task An_event_that_kills_its_worker_three_times_becomes_a_dead_letter_and_its_neighbours_go_on()
    {
        await using var node = await StartAsync(_place.Path);
        await PublishAsync(node, 0, 10);
        await node.PublishAsync("plant/a", """{"value":-1,"bad":true}""");
        await PublishAsync(node, 10, 20);

        await node.UntilAsync(s => s.Bindings[0] is { InWindows: 20, Rejected: 1 } && s.DeadLetters == 1);

        Assert.Equal(Doubles(20), await ResultsAsync(node));
        var deadLetter = Assert.Single(
            (await node.Node.DeadLetters.ListAsync(DeadLetterFilter.All, TestContext.Current.CancellationToken)).DeadLetters);
        Assert.Equal(
            ("invoke", "plant/a",
                "the function's process failed: it ended with exit code 1 (attempt 3, the last); it wrote: cannot stand this"),
            (deadLetter.Stage, deadLetter.Topic, deadLetter.Reason));
        AssertLedger(node, received: 21, inFlight: 0);
    }

    [Fact]
    public async Task A_change_waits_for_the_calls_of_what_it_ends_and_loses_no_message_meanwhile()
    {
        await using var node = await StartAsync(_place.Path, hold: 100);
        await PublishAsync(node, 0, 200);
        await node.UntilAsync(s => s.Bindings[0].InWindows == 100);

        await File.WriteAllTextAsync(
            Path.Combine(_place.Path, "bindings.yaml"), Bindings(hold: 1000), TestContext.Current.CancellationToken);
        await node.UntilAsync(s => s.ConfigurationChanging);
        await PublishAsync(node, 200, 300);
        Open(_place.Path);

        await node.UntilAsync(
            s => s.Versions[0] is { Received: 100, InWindows: 100 } && s.Bindings[0] is { Received: 300, InWindows: 300 });
        Assert.Equal(Doubles(300), await ResultsAsync(node));
        var ended = node.Node.Ledger().Bindings.Single(b => b.Retired).Counts;
        Assert.Equal((200, 200, 0), (ended.Received, ended.InWindows, ended.Unexplained));
    }

    [Fact]
    public async Task A_module_that_is_gone_at_a_start_is_waited_for_and_costs_no_event()
    {
        const string Module = """
            (module (memory (export "memory") 1) (data (i32.const 8) "{\22fields\22:{\22x\22:1}}")
              (func (export "alloc") (param i32) (result i32) (i32.const 64))
              (func (export "invoke") (param i32 i32) (result i64) (i64.const 0x0000000800000012)))
            """;
        const string Wasm = """
            bindings:
              - name: module
                trigger: { mqtt: "plant/{device}" }
                function: { wasm: m.wat }
                emit: { measurement: x }
            """;
        var module = Path.Combine(_place.Path, "m.wat");
        await File.WriteAllTextAsync(module, Module, TestContext.Current.CancellationToken);
        await using (var first = await TestNode.StartAsync(_place.Path, Wasm))
        {
            await first.PublishAsync("plant/a", "{}");
            await first.UntilAsync(s => s.Bindings[0].InWindows == 1);
        }

        // The node keeps the module it ran; without that, only the file is left to wait for.
        File.Delete(module);
        Directory.Delete(Path.Combine(_place.Path, "data", "functions"), recursive: true);
        await using var second = await TestNode.StartAsync(_place.Path, Wasm);
        await second.PublishAsync("plant/a", "{}");
        await second.UntilAsync(s => s.Bindings[0] is { Received: 2, InFlight: 1 });
        await File.WriteAllTextAsync(module, Module, TestContext.Current.CancellationToken);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 2);
        Assert.Equal([1.0, 1.0], (await second.ResultsAsync()).Select(p => p.Fields[0].Value.AsNumber));
    }
}
