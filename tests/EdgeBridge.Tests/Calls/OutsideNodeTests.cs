using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Tests.Node;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>A node whose functions are processes: nothing acknowledged is lost and nothing counts twice, whoever is killed.</summary>
public sealed class OutsideNodeTests : IDisposable
{
    /// <summary>Doubles a value. From <c>hold</c> on it waits until the file <c>open</c> names a larger value; it dies of what is bad.</summary>
    private const string Function =
        """
        import json, sys, time
        def limit():
            try:
                return int(open("open").read())
            except (OSError, ValueError):
                return int(sys.argv[1])
        for line in sys.stdin:
            fields = json.loads(line)["event"]["fields"]
            while fields["value"] >= limit():
                time.sleep(0.005)
            if fields.get("bad"):
                sys.exit("cannot stand this")
            print(json.dumps({"fields": {"double": fields["value"] * 2}}), flush=True)
        """;

    private readonly TempDirectory _directory = new();
    private readonly List<string> _copies = [];

    public void Dispose()
    {
        _directory.Dispose();
        foreach (var copy in _copies) Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Every_acknowledged_event_becomes_one_result_in_order()
    {
        await using var node = await StartAsync(_directory.Path);
        await PublishAsync(node, 0, 300);
        await node.UntilAsync(s => s.Bindings[0].InWindows == 300);
        Assert.Equal(Doubles(300), await ResultsAsync(node));
        AssertBooks(node, received: 300, inFlight: 0);
    }

    [Fact]
    public async Task A_crash_of_the_node_repeats_no_result_and_forgets_no_call()
    {
        await using var first = await StartAsync(_directory.Path, hold: 100);
        await PublishAsync(first, 0, 200);
        await first.UntilAsync(s => s.Bindings[0].InWindows == 100);
        AssertBooks(first, received: 200, inFlight: 100);

        await using var second = await StartAsync(Open(Copy(first)), hold: 100);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 200);
        Assert.Equal(Doubles(200), await ResultsAsync(second));
        AssertBooks(second, received: 200, inFlight: 0);
    }

    [Fact]
    public async Task A_stop_saves_the_calls_under_way_and_the_next_start_makes_them()
    {
        await using (var first = await StartAsync(_directory.Path, hold: 100))
        {
            await PublishAsync(first, 0, 200);
            await first.UntilAsync(s => s.Bindings[0].InWindows == 100);
        }

        await using var second = await StartAsync(Open(_directory.Path), hold: 100);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 200);
        Assert.Equal(Doubles(200), await ResultsAsync(second));
        AssertBooks(second, received: 200, inFlight: 0);
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_costs_an_attempt_and_no_event()
    {
        await using var node = await StartAsync(_directory.Path, hold: 100);
        await PublishAsync(node, 0, 200);
        await node.UntilAsync(s => s.Bindings[0].InWindows == 100);
        using var worker = System.Diagnostics.Process.GetProcessById(WorkerIn(_directory.Path));

        worker.Kill();
        Open(_directory.Path);

        await node.UntilAsync(s => s.Bindings[0].InWindows == 200);
        Assert.Equal(Doubles(200), await ResultsAsync(node));
        Assert.Equal(0, node.Node.Snapshot().DeadLetters);
    }

    [Fact]
    public async Task An_event_that_kills_its_worker_three_times_becomes_a_dead_letter_and_its_neighbours_go_on()
    {
        await using var node = await StartAsync(_directory.Path);
        await PublishAsync(node, 0, 10);
        await node.PublishAsync("plant/a", """{"value":-1,"bad":true}""");
        await PublishAsync(node, 10, 20);

        await node.UntilAsync(s => s.Bindings[0] is { InWindows: 20, Rejected: 1 } && s.DeadLetters == 1);

        Assert.Equal(Doubles(20), await ResultsAsync(node));
        var letter = Assert.Single((await node.Node.Letters.ListAsync(LetterFilter.All, TestContext.Current.CancellationToken)).Letters);
        Assert.Equal(
            ("invoke", "plant/a", "the function's process failed: it ended with exit code 1 (attempt 3, the last); it wrote: cannot stand this"),
            (letter.Stage, letter.Topic, letter.Reason));
        AssertBooks(node, received: 21, inFlight: 0);
    }

    [Fact]
    public async Task A_function_that_is_too_slow_lets_its_messages_wait_in_the_journal_and_holds_up_nobody()
    {
        await using var first = await StartAsync(_directory.Path, hold: 0);
        await PublishAsync(first, 0, 3000);
        await first.UntilAsync(s => s.Bindings[1].InWindows == 3000);
        await first.UntilAsync(s => s.Bindings[0].InFlight == 1024);
        AssertBooks(first, received: 1024, inFlight: 1024);

        await using var second = await StartAsync(Open(Copy(first)), hold: 0);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 3000);
        Assert.Equal(Doubles(3000), await ResultsAsync(second));
        AssertBooks(second, received: 3000, inFlight: 0);
    }

    [Fact]
    public async Task A_stop_while_messages_wait_in_the_journal_leaves_them_there()
    {
        await using (var first = await StartAsync(_directory.Path, hold: 0))
        {
            await PublishAsync(first, 0, 2000);
            await first.UntilAsync(s => s.Bindings[0].InFlight == 1024 && s.Bindings[1].InWindows == 2000);
        }

        await using var second = await StartAsync(Open(_directory.Path), hold: 0);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 2000);
        Assert.Equal(Doubles(2000), await ResultsAsync(second));
        Assert.Equal((2000, 2000), (second.Node.Snapshot().MessagesReceived, second.Node.Snapshot().Bindings[1].InWindows));
    }

    [Fact]
    public async Task A_crash_while_a_function_catches_up_repeats_no_result()
    {
        await using (var first = await StartAsync(_directory.Path, hold: 0))
        {
            // Messages of others lie between, so that a replay reads ends of calls sooner than the messages that led to them.
            for (var i = 0; i < 2000; i += 100)
            {
                await PublishAsync(first, i, i + 100);
                await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => first.PublishAsync("elsewhere", "{}").AsTask()));
            }

            await first.UntilAsync(s => s.Bindings[0].InFlight == 1024 && s.Bindings[1].InWindows == 2000);
        }

        await using var second = await StartAsync(Open(_directory.Path, limit: 1500), hold: 0);
        await second.UntilAsync(s => s.Bindings[0].InWindows == 1500);

        await using var third = await StartAsync(Open(Copy(second)), hold: 0);

        await third.UntilAsync(s => s.Bindings[0].InWindows == 2000);
        Assert.Equal(Doubles(2000), await ResultsAsync(third));
        AssertBooks(third, received: 2000, inFlight: 0);
    }

    [Fact]
    public async Task Without_a_journal_what_a_slow_function_has_no_room_for_is_dropped_and_counted()
    {
        await using var node = await StartAsync(_directory.Path, hold: 0);
        await PublishAsync(node, 0, 2000, qos: 0);
        await node.UntilAsync(s => s.Bindings[0].Rejected == 2000 - 1024 && s.DeadLetters == 1);

        Open(_directory.Path);

        await node.UntilAsync(s => s.Bindings[0].InWindows == 1024);
        Assert.Equal(Doubles(1024), await ResultsAsync(node));
    }

    [Fact]
    public async Task A_change_waits_for_the_calls_of_what_it_ends_and_loses_no_message_meanwhile()
    {
        await using var node = await StartAsync(_directory.Path, hold: 100);
        await PublishAsync(node, 0, 200);
        await node.UntilAsync(s => s.Bindings[0].InWindows == 100);

        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "bindings.yaml"), Bindings(hold: 1000), TestContext.Current.CancellationToken);
        await node.UntilAsync(s => s.ConfigurationChanging);
        await PublishAsync(node, 200, 300);
        Open(_directory.Path);

        await node.UntilAsync(s => s.Bindings[0] is { Received: 100, InWindows: 100 });
        Assert.Equal(Doubles(300), await ResultsAsync(node));
        var ended = node.Node.Books().Bindings.Single(b => b.Retired).Counts;
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
        var module = Path.Combine(_directory.Path, "m.wat");
        await File.WriteAllTextAsync(module, Module, TestContext.Current.CancellationToken);
        await using (var first = await TestNode.StartAsync(_directory.Path, Wasm))
        {
            await first.PublishAsync("plant/a", "{}");
            await first.UntilAsync(s => s.Bindings[0].InWindows == 1);
        }

        File.Delete(module);
        await using var second = await TestNode.StartAsync(_directory.Path, Wasm);
        await second.PublishAsync("plant/a", "{}");
        await second.UntilAsync(s => s.Bindings[0] is { Received: 2, InFlight: 1 });
        await File.WriteAllTextAsync(module, Module, TestContext.Current.CancellationToken);

        await second.UntilAsync(s => s.Bindings[0].InWindows == 2);
        Assert.Equal([1.0, 1.0], (await second.ResultsAsync()).Select(p => p.Fields[0].Value.AsNumber));
    }

    private static async Task<TestNode> StartAsync(string directory, int hold = int.MaxValue)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "function.py"), Function);
        return await TestNode.StartAsync(directory, Bindings(hold));
    }

    private static string Bindings(int hold) =>
        $$"""
        bindings:
          - name: double
            trigger: { mqtt: "plant/{device}" }
            function: { process: "python3 function.py {{hold}}", timeout: 1h, retry: { attempts: 3, backoff: 1ms } }
            emit: { measurement: double, tags: [device] }
          - name: neighbour
            trigger: { mqtt: "plant/{device}" }
            where: value >= 0
            function: { builtin: pass }
        """;

    private string Copy(TestNode node)
    {
        _copies.Add(node.Crash());
        return _copies[^1];
    }

    private static string Open(string directory, int limit = int.MaxValue)
    {
        File.WriteAllText(Path.Combine(directory, "open"), $"{limit}");
        return directory;
    }

    private static async Task PublishAsync(TestNode node, int from, int to, int qos = 1)
    {
        var taken = Enumerable.Range(from, to - from).Select(i => node.PublishAsync("plant/a", $$"""{"value":{{i}},"n":{{i}}}""", qos).AsTask()).ToList();
        Assert.All(await Task.WhenAll(taken), Assert.True);
    }

    private static async Task<IEnumerable<double>> ResultsAsync(TestNode node) =>
        (await node.ResultsAsync()).Where(p => p.Measurement == "double").Select(p => p.Fields[0].Value.AsNumber);

    private static IEnumerable<double> Doubles(int count) => Enumerable.Range(0, count).Select(i => 2.0 * i);

    private static void AssertBooks(TestNode node, long received, long inFlight)
    {
        var snapshot = node.Node.Snapshot();
        Assert.Equal((received, inFlight, 0, 0), (snapshot.Bindings[0].Received, snapshot.Bindings[0].InFlight, snapshot.Bindings[0].Unexplained, snapshot.Unexplained));
    }

    private static int WorkerIn(string directory) => Directory.GetDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0)
        .Single(id => id > 0 && RunsIn(id, directory));

    private static bool RunsIn(int process, string directory)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == directory
                && File.ReadAllText($"/proc/{process}/cmdline").Contains("function.py", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
