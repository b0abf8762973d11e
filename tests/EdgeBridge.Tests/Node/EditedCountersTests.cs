using EventEdge.EdgeBridge.Tests.Http;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>What page and metrics count of a binding goes on over edits and starts; the ledger keeps its versions apart.</summary>
public sealed class EditedCountersTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_edit_does_not_set_a_binding_s_counters_back_nor_does_a_start_after_it()
    {
        await using (var node = await TestNode.StartAsync(_directory.Path, Bindings(limit: 0)))
        {
            await PublishAsync(node, 3);
            await node.UntilAsync(s => s.Bindings[0] is { Received: 3, InWindows: 3, Measurements: 3 });

            await File.WriteAllTextAsync(_directory.File("bindings.yaml"), Bindings(limit: 100), TestContext.Current.CancellationToken);
            await node.UntilAsync(s => s.Versions[0].Received == 0);
            Assert.Equal((3, 3), (node.Node.Snapshot().Bindings[0].Received, node.Node.Bindings()[0].Received));
            await PublishAsync(node, 2);
            await node.UntilAsync(s => s.Bindings[0] is { Received: 5, InWindows: 3, Filtered: 2, Unexplained: 0 });

            var page = ExpositionFormat.Parse(MetricsPage.Of(node.Node));
            Assert.Equal(5, page.Value("eventedge_binding_events_received_total", ("binding", "press")));
            Assert.Equal(5, page.Value("eventedge_binding_messages_total", ("binding", "press"), ("outcome", "decoded")));
            Assert.Equal([(false, 2L), (true, 3L)], node.Node.Ledger().Bindings.Select(b => (b.Retired, b.Counts.MessagesDecoded)));
            Assert.Equal([(false, 2L), (true, 3L)], node.Node.Ledger().Bindings.Select(b => (b.Retired, b.Counts.Received)));
        }

        await using var again = await TestNode.StartAsync(_directory.Path, Bindings(limit: 100));
        await again.UntilAsync(s => s.Bindings[0] is { Received: 5, Filtered: 2 });
    }

    [Fact]
    public async Task A_version_that_comes_back_counts_on()
    {
        await using var node = await TestNode.StartAsync(_directory.Path, Bindings(limit: 0));
        foreach (var (limit, published) in ((int, int)[])[(100, 1), (0, 2), (100, 3)])
        {
            await PublishAsync(node, 1);
            await node.UntilAsync(s => s.Bindings[0].Received == published);
            await File.WriteAllTextAsync(_directory.File("bindings.yaml"), Bindings(limit), TestContext.Current.CancellationToken);
            await node.UntilAsync(s => s.Versions[0].Received == 0);
        }

        Assert.Equal((3, 2, 1), (
            node.Node.Snapshot().Bindings[0].Received, node.Node.Snapshot().Bindings[0].InWindows,
            node.Node.Snapshot().Bindings[0].Filtered));
    }

    private static async Task PublishAsync(TestNode node, int count)
    {
        for (var i = 0; i < count; i++) await node.PublishAsync("plant/a", """{"value": 7}""");
    }

    private static string Bindings(int limit) =>
        $$"""
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            where: value > {{limit}}
            function: { builtin: pass }
            emit: { measurement: press }
        """;
}
