using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Tests.Node;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>A node whose functions are processes: nothing acknowledged is lost and nothing counts twice, whoever is killed.</summary>
public sealed class OutsideNodeTests : IDisposable
{
    private const string Double =
        """
        import json, sys
        for line in sys.stdin:
            call = json.loads(line)
            value = call["event"]["fields"]["value"]
            print(json.dumps({"fields": {"double": value * 2}}), flush=True)
        """;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_acknowledged_event_becomes_one_result_of_a_process()
    {
        await using var node = await StartAsync(Double);
        for (var i = 0; i < 50; i++) Assert.True(await node.PublishAsync("plant/a", $$"""{"value":{{i}}}"""));

        await node.UntilAsync(s => s.Bindings[0].InWindows == 50);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2.0 * i), Doubles(await node.ResultsAsync()));
        Assert.Equal((50, 0, 0), (node.Node.Snapshot().Bindings[0].Received, node.Node.Snapshot().Bindings[0].InFlight, node.Node.Snapshot().Unexplained));
    }

    private Task<TestNode> StartAsync(string script)
    {
        File.WriteAllText(_directory.File("function.py"), script);
        return TestNode.StartAsync(
            _directory.Path,
            """
            bindings:
              - name: double
                trigger: { mqtt: "plant/{device}" }
                function: { process: "python3 -u function.py" }
                emit: { measurement: double, tags: [device] }
            """);
    }

    private static IEnumerable<double> Doubles(IEnumerable<Point> points) => points.Select(p => p.Fields[0].Value.AsNumber);
}
