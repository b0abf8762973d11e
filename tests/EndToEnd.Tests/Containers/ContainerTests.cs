using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Containers;

/// <summary>Functions in containers, from the message to the stored point, with a real engine.</summary>
public sealed class ContainerTests(DockerServer docker) : IDisposable
{
    private const int Messages = 20;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly ContainerPlace _place = new(docker);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_container_is_as_hardened_as_its_file_says_and_nothing_is_left_of_it()
    {
        await using (var node = await _place.StartAsync(ContainerPlace.Binding("double")))
        {
            await _place.PublishAsync(("double/a", """{"value":21}"""));
            await node.StatusAsync(s => s.PointsStored == 1, "the result");
            var container = Assert.Single(await _place.ContainersAsync("double"));
            var inspected = JsonElement.Parse(await docker.RunAsync("inspect", container))[0];
            var golden = JsonElement.Parse(
                await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Containers", "hardened.inspect.json"), Cancelled));
            Assert.All(golden.EnumerateObject(), part => Assert.All(part.Value.EnumerateObject(), key => Assert.True(
                JsonElement.DeepEquals(inspected.GetProperty(part.Name).GetProperty(key.Name), key.Value),
                $"{part.Name}.{key.Name}: {inspected.GetProperty(part.Name).GetProperty(key.Name)}, not {key.Value}")));
            Assert.Equal(0, await node.StopAsync());
        }

        Assert.Equal(string.Empty, await docker.RunAsync("ps", "--all", "--quiet", "--filter", "label=eventedge.node"));
        Assert.Equal(string.Empty, await docker.RunAsync("network", "ls", "--quiet", "--filter", "label=eventedge.node"));
        Assert.Equal(string.Empty, await docker.RunAsync("volume", "ls", "--quiet"));
    }

    [Fact]
    public async Task A_container_killed_in_the_middle_of_a_call_costs_an_attempt_and_no_event()
    {
        var gate = _place.Folder("gate");
        await using var node = await _place.StartAsync(Gated(gate));
        await PublishAsync();
        await node.StatusAsync(s => s.InWindows == Messages / 2, "the calls before the one that waits");

        await docker.RunAsync("kill", "--signal", "KILL", Assert.Single(await _place.ContainersAsync("gated")));
        await OpenAsync(gate);

        await AllStoredOnceAsync(node);
    }

    [Fact]
    public async Task A_node_killed_in_the_middle_of_a_call_removes_its_containers_at_its_next_start_and_repeats_no_result()
    {
        var gate = _place.Folder("gate");
        string left;
        await using (var first = await _place.StartAsync(Gated(gate)))
        {
            await PublishAsync();
            await first.StatusAsync(s => s.InWindows == Messages / 2, "the calls before the one that waits");
            left = Assert.Single(await _place.ContainersAsync("gated"));
            first.Process.Kill();
        }

        await docker.RunAsync(
            "run", "--detach", "--name", "stranger", "--label", "eventedge.owner=another", "--label", "eventedge.run=1",
            ContainerPlace.Hostile);
        await OpenAsync(gate);
        await using var second = await _place.StartAsync(Gated(gate));

        await AllStoredOnceAsync(second);
        Assert.DoesNotContain(left, await docker.RunAsync("ps", "--all", "--format", "{{.Names}}"));
        Assert.Equal("true", await docker.RunAsync("inspect", "--format", "{{.State.Running}}", "stranger"));
        await docker.RunAsync("rm", "--force", "--volumes", "stranger");
    }

    [Fact]
    public async Task A_killed_node_removes_its_containers_even_where_no_binding_uses_them_any_more()
    {
        await using (var first = await _place.StartAsync(ContainerPlace.Binding("double")))
        {
            await _place.PublishAsync(("double/a", """{"value":21}"""));
            await first.StatusAsync(s => s.PointsStored == 1, "the result");
            Assert.Single(await _place.ContainersAsync("double"));
            first.Process.Kill();
        }

        // It goes on with the bindings it had, reaches no engine, and then takes those of the file; the third has never known any with a
        // container.
        const string Plain = "  - name: plain\n    trigger: { mqtt: plain }\n    function: { builtin: pass }\n";
        await using (var second = await _place.StartWithoutEngineAsync(Plain))
        {
            await second.StatusAsync(s => s.ToString().Contains("\"plain\"", StringComparison.Ordinal), "the edited bindings are in force");
            second.Process.Kill();
        }

        var mark = Path.Combine(_place.Data, "containers");
        Assert.True(File.Exists(mark));
        Assert.Single(await _place.ContainersAsync("double"));
        await using var third = await _place.StartAsync(Plain);

        await Eventually.IsTrue(() => !File.Exists(mark), "nothing is left");
        Assert.Empty(await docker.RunAsync("ps", "--all", "--quiet", "--filter", "label=eventedge.node"));
        Assert.Empty(await docker.RunAsync("network", "ls", "--quiet", "--filter", "label=eventedge.node"));
    }

    [Fact]
    public async Task An_image_that_is_not_there_holds_up_its_binding_alone_until_it_is()
    {
        await using var node = await _place.StartAsync(
            ContainerPlace.Binding("absent", image: "absent:1"), ContainerPlace.Binding("unreachable", image: "127.0.0.1:1/absent:1")
                .Replace("pull: never", "pull: missing"), ContainerPlace.Binding("good"));
        await _place.PublishAsync(("absent/a", """{"value":1}"""), ("unreachable/a", """{"value":2}"""), ("good/a", """{"value":3}"""));
        await node.StatusAsync(s => s.PointsStored == 1, "the neighbour's result");
        await Eventually.IsTrue(() => Said(node,
            "image 'absent:1' is not on this machine; load it with 'docker load', or let it be fetched with pull: missing"), "the reason");
        await Eventually.IsTrue(
            () => Said(node, "image '127.0.0.1:1/absent:1' is not on this machine and could not be fetched ("), "the other reason");

        foreach (var image in (string[])["absent:1", "127.0.0.1:1/absent:1"]) await docker.RunAsync("tag", ContainerPlace.Hostile, image);

        var status = await node.StatusAsync(s => s.PointsStored == 3 && s.IsDrained, "the results that were waited for");
        Assert.Equal((0, 0), (status.DeadLetters, status.Unexplained));
        await docker.RunAsync("rmi", "absent:1", "127.0.0.1:1/absent:1");
    }

    [Fact]
    public async Task A_container_without_work_is_stopped_however_deaf_it_is_and_the_next_message_wakes_another()
    {
        await using var node = await _place.StartAsync(ContainerPlace.Binding("double", "scale: { idle: 1s }"));
        await _place.PublishAsync(("double/a", """{"value":1,"do":"stay"}"""));
        await node.StatusAsync(s => s.PointsStored == 1, "the first result");

        await Eventually.IsTrue(
            async () => await docker.RunAsync("ps", "--all", "--quiet", "--filter", "label=eventedge.binding=double") == string.Empty,
            "the container to be gone");
        await _place.PublishAsync(("double/b", """{"value":2}"""));

        await node.StatusAsync(s => s.PointsStored == 2, "the second result");
    }

    [Fact]
    public async Task An_image_by_its_digest_serves_as_Knative_would_have_it()
    {
        await docker.BuildAsync(ContainerPlace.Hostile, "tests/EndToEnd.Tests/Containers/hostile.c");
        var digest = await docker.RunAsync("images", "--quiet", "--no-trunc", ContainerPlace.Hostile);
        await using var node = await _place.StartAsync(ContainerPlace.Binding("double", "contract: knative, port: 9000", image: digest));
        await _place.PublishAsync(("double/a", """{"value":21}"""));
        await node.StatusAsync(s => s.PointsStored == 1, "the result");
        Assert.Equal(42, Assert.Single(await _place.FieldsAsync("double")).GetProperty("double").GetDouble());
    }

    private static string Gated(string gate) =>
        ContainerPlace.Binding(
            "gated", $"mounts: ['{gate}:/gate:ro'], allow_unsafe: true", "timeout: 1m, retry: { attempts: 3, backoff: 1ms }");

    private static Task OpenAsync(string gate) => File.WriteAllTextAsync(Path.Combine(gate, "go"), string.Empty, Cancelled);

    private static bool Said(Node node, string words) => node.Process.Errors.Contains(words, StringComparison.Ordinal);

    private Task PublishAsync() => _place.PublishAsync(
        Enumerable.Range(0, Messages)
            .Select(i => ($"gated/d{i}", i == Messages / 2 ? $$"""{"do":"wait","value":{{i}}}""" : $$"""{"value":{{i}}}""")));

    private async Task AllStoredOnceAsync(Node node)
    {
        var status = await node.StatusAsync(s => s.InWindows == Messages && s.IsDrained, "every result");
        Assert.Equal((Messages, 0, 0), (status.Received, status.DeadLetters, status.Unexplained));
        var values = (await _place.FieldsAsync("gated")).Select(f => f.GetProperty("double").GetDouble());
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => 2.0 * i), values.Order());
        Assert.Equal(0, await node.Process.StopAsync(Grace));
    }
}
