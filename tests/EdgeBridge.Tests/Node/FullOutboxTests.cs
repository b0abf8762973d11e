using System.Globalization;
using System.Security.Cryptography;
using EventEdge.EdgeBridge.Tests.Node.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

public sealed class FullOutboxTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: everything
            trigger: { mqtt: "plant/{device}" }
            function: { builtin: pass, with: { fields: [value, noise] } }
            emit: { measurement: everything, tags: [device] }
        """;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "eventedge-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task A_node_whose_outbox_is_full_says_so_keeps_what_it_acknowledged_and_can_be_stopped()
    {
        const int Messages = 40_000;
        await using (var node = await TestNode.StartAsync(_directory, Bindings, outboxLimitBytes: 1 << 20))
        {
            foreach (var burst in Enumerable.Range(0, Messages).Chunk(1_000))
            {
                Assert.All(await Task.WhenAll(burst.Select(i => node.PublishAsync("plant/a", Reading(i)).AsTask())), Assert.True);
            }

            // One look has to see both: room that a pass makes is taken again at once.
            await node.UntilAsync(s => s.NotReady?.Contains("outbox", StringComparison.Ordinal) == true && s.InFlight > 0);
        }

        await using var larger = await TestNode.StartAsync(_directory, Bindings);
        Assert.Equal(Messages, (await larger.ResultsAsync()).Select(p => p.Id).Distinct().Count());
        Assert.Equal(Messages, larger.Node.Snapshot().Bindings[0].Received);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Reading(int i) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"value":{{i}},"noise":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}}"}""");
}
