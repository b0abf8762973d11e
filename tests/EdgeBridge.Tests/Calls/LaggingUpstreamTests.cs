using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Tests.Node.Support;
using static EventEdge.EdgeBridge.Tests.Calls.OutOfProcessPlace;

namespace EventEdge.EdgeBridge.Tests.Calls;

/// <summary>
/// A binding whose downstream has no room for more calls waits for it, with its messages in the journal, and loses none of them.
/// </summary>
public sealed class LaggingUpstreamTests : IDisposable
{
    private const int Messages = 3000;
    private const int Capacity = 1024;

    private const string Bindings =
        """
        bindings:
          - name: upstream
            trigger: { mqtt: "plant/{device}" }
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: upstream }
          - name: downstream
            trigger: { on: upstream }
            function: { process: "python3 function.py 0", timeout: 1h, retry: { attempts: 3, backoff: 1ms } }
            emit: { measurement: double }
          - name: neighbour
            trigger: { mqtt: "plant/{device}" }
            function: { builtin: pass }
        """;

    private readonly OutOfProcessPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task An_upstream_binding_goes_on_when_its_downstream_binding_does()
    {
        await using var node = await StartAsync(_place.Path, Bindings);
        await FillAsync(node);

        Open(_place.Path);

        await AssertCompleteAsync(node);
    }

    [Fact]
    public async Task A_stop_while_an_upstream_binding_is_lagging_loses_and_repeats_nothing()
    {
        await using (var first = await StartAsync(_place.Path, Bindings)) await FillAsync(first);

        await using var second = await StartAsync(Open(_place.Path), Bindings);

        await AssertCompleteAsync(second);
    }

    [Fact]
    public async Task A_crash_while_an_upstream_binding_is_lagging_loses_and_repeats_nothing()
    {
        await using var first = await StartAsync(_place.Path, Bindings);
        await FillAsync(first);

        await using var second = await StartAsync(Open(_place.Copy(first)), Bindings);

        await AssertCompleteAsync(second);
    }

    private static async Task FillAsync(TestNode node)
    {
        await PublishAsync(node, 0, Messages);
        await node.UntilAsync(s => Of(s, "neighbour").InWindows == Messages && Of(s, "downstream").InFlight == Capacity);
        var upstream = Of(node.Node.Snapshot(), "upstream");
        Assert.Equal((Capacity, Capacity, 0), (upstream.Received, upstream.InWindows, upstream.Unexplained));
    }

    private static async Task AssertCompleteAsync(TestNode node)
    {
        await node.UntilAsync(s => Of(s, "downstream").InWindows == Messages);
        // So many results leave in an order of their own: the newest do not wait for the backlog.
        Assert.Equal(Doubles(Messages), (await ResultsAsync(node)).Order());
        var led = (await node.ResultsAsync()).Where(p => p.Measurement == "upstream").Select(p => p.Fields[0].Value.AsNumber);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => (double)i), led.Order());
        var snapshot = node.Node.Snapshot();
        Assert.All(snapshot.Bindings, b => Assert.Equal((Messages, Messages, 0, 0), (b.Received, b.InWindows, b.InFlight, b.Unexplained)));
        Assert.Equal((0, 0), (snapshot.Unexplained, snapshot.DeadLetters));
    }

    private static LedgerEntry Of(EdgeSnapshot snapshot, string binding) => snapshot.Bindings.Single(b => b.Binding == binding);
}
