using System.Text;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Announcements;

/// <summary>A node announces its results, listens for who starts, and takes back what a bindings file no longer says.</summary>
public sealed class AnnouncingNodeTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: climate
            trigger: { mqtt: "plant/{room}/air" }
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { mqtt: "plant/{room}/climate", discovery: home_assistant }
        """;

    private const string Topic = "homeassistant/sensor/edge/climate-hall-temperature/config";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eventedge-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_result_is_announced_and_again_to_who_starts()
    {
        await using var node = await TestNode.StartAsync(_folder.FullName, Bindings);
        Assert.Contains(node.Endpoint.Filters, f => f is { Filter: "homeassistant/status", Qos: 0 });
        await node.PublishAsync("plant/hall/air", "{\"temperature\": 21.5}");
        await AnnouncedAsync(node, 1);
        await node.PublishAsync("plant/hall/air", "{\"temperature\": 22.5}");
        await node.DrainAsync();
        await node.PublishAsync("homeassistant/status", "online", qos: 0);
        await AnnouncedAsync(node, 2);
        Assert.All(Announced(node), m => Assert.True(m.Retained));
        Assert.All(Announced(node), m => Assert.Contains("plant/hall/climate", m.Payload));
    }

    [Fact]
    public async Task A_binding_that_goes_takes_its_announcements_along()
    {
        await using var node = await TestNode.StartAsync(_folder.FullName, Bindings);
        await node.PublishAsync("plant/hall/air", "{\"temperature\": 21.5}");
        await AnnouncedAsync(node, 1);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "bindings.yaml"),
            Bindings.Replace(", discovery: home_assistant", string.Empty, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await AnnouncedAsync(node, 2);
        Assert.Equal(string.Empty, Announced(node)[^1].Payload);
        await WaitAsync(() => node.Endpoint.Filters.All(f => f.Filter != "homeassistant/status"));
    }

    [Fact]
    public async Task A_binding_that_went_while_the_node_was_down_is_taken_back_at_the_start()
    {
        await using (var node = await TestNode.StartAsync(_folder.FullName, Bindings))
        {
            await node.PublishAsync("plant/hall/air", "{\"temperature\": 21.5}");
            await AnnouncedAsync(node, 1);
        }

        await using var next = await TestNode.StartAsync(
            _folder.FullName, Bindings.Replace("name: climate", "name: weather", StringComparison.Ordinal));
        await AnnouncedAsync(next, 1);
        Assert.Equal((Topic, string.Empty), (Announced(next)[0].Topic, Announced(next)[0].Payload));
    }

    [Fact]
    public async Task After_a_restart_the_first_result_is_announced_again()
    {
        await using (var node = await TestNode.StartAsync(_folder.FullName, Bindings))
        {
            await node.PublishAsync("plant/hall/air", "{\"temperature\": 21.5}");
            await AnnouncedAsync(node, 1);
        }

        await using var next = await TestNode.StartAsync(_folder.FullName, Bindings);
        await next.PublishAsync("plant/hall/air", "{\"temperature\": 22.5}");
        await AnnouncedAsync(next, 1);
        Assert.All(Announced(next), m => Assert.NotEqual(string.Empty, m.Payload));
    }

    private static IReadOnlyList<(string Topic, string Payload, bool Retained)> Announced(TestNode node) =>
        [.. node.Endpoint.Published.Where(m => m.Topic.StartsWith("homeassistant/", StringComparison.Ordinal))
            .Select(m => (m.Topic, Encoding.UTF8.GetString(m.Payload.Span), m.Retain))];

    private static Task AnnouncedAsync(TestNode node, int count) => WaitAsync(() => Announced(node).Count >= count);

    private static Task WaitAsync(Func<bool> condition) => Eventually.IsTrue(condition, "what was waited for");
}
