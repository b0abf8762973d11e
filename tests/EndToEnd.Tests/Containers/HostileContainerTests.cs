using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Containers;

/// <summary>Images that attack what they run on. None harms the node or its neighbours, and what became of each event is told.</summary>
public sealed class HostileContainerTests(DockerServer docker) : IDisposable
{
    private readonly ContainerPlace _place = new(docker);

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Each_attack_ends_in_an_explained_dead_letter_and_the_neighbours_go_on()
    {
        const string Short = "timeout: 10s, retry: { attempts: 1 }";
        const string Long = "timeout: 1m, retry: { attempts: 1 }";
        var attacks = new Dictionary<string, (string Container, string Function, string[] Says)>
        {
            // The engine does not always hear from the kernel that it was for want of memory.
            ["memory"] = ("memory: 32MiB", Long, ["memory", "32MiB", "called"]),
            ["fork"] = ("pids: 16, cpus: 0.5", Short, ["the function did not answer within 10s", "called"]),
            ["loop"] = ("cpus: 0.5", Short, ["the function did not answer within 10s", "called"]),
            ["flood"] = ("cpus: 0.5", Short, ["the function did not answer within 10s", "a flood of words"]),
            ["deaf"] = ("", Short, ["the function did not answer within 10s", "called"]),
            ["crash"] = ("", Long, ["it was ended by signal 6", "called"]),
            ["exit"] = ("", Long, ["it ended with exit code 3", "cannot go on"]),
            ["refuse"] = ("", Long, ["the function answered with status 422: not like this"]),
            ["fail"] = ("", Long, ["the function answered with status 500: broken", "out of order"]),
            ["garble"] = ("", Long, ["the function answered, but its answer is not JSON"]),
        };
        await using var node = await _place.StartAsync(
            [.. attacks.Select(a => ContainerPlace.Binding(a.Key, a.Value.Container, a.Value.Function)), ContainerPlace.Binding("good"),
                Neighbour]);

        await _place.PublishAsync(attacks.Keys.SelectMany(name => ((string, string)[])
            [($"{name}/a", $$"""{"do":"{{name}}"}"""), ("good/a", """{"value":21}"""), ("neighbour/a", """{"value":1}""")]));
        var status = await node.StatusAsync(
            s => s.IsDrained && s.DeadLetters == attacks.Count, "every attack to be given up and every neighbour to be stored");

        var deadLetters = await _place.DeadLettersAsync();
        Assert.All(attacks, attack =>
        {
            var deadLetter = Assert.Single(deadLetters[attack.Key]);
            Assert.All(attack.Value.Says.Prepend("invoke: "), words => Assert.Contains(words, deadLetter, StringComparison.Ordinal));
        });
        Assert.Equal((3 * attacks.Count, 0), (status.Received, status.Unexplained));
        Assert.Equal(attacks.Count, (await _place.FieldsAsync("good")).Count(f => f.GetProperty("double").GetDouble() == 42));
        Assert.Equal(attacks.Count, (await _place.FieldsAsync("neighbour")).Count);
    }

    [Fact]
    public async Task Nothing_can_be_reached_written_or_gained()
    {
        string[] attempts = ["network", "write", "privilege"];
        await using var node = await _place.StartAsync(
            [.. attempts.Select(a => ContainerPlace.Binding(a)), ContainerPlace.Binding("good")]);
        await _place.PublishAsync(("good/a", """{"value":1}"""));
        await node.StatusAsync(s => s.IsDrained && s.PointsStored == 1, "another container to run");
        var other = await AddressOfAsync("good");

        await _place.PublishAsync(attempts.Select(a => ($"{a}/a", $$"""{"do":"{{a}}","other":"{{other}}"}""")));
        await node.StatusAsync(s => s.IsDrained && s.PointsStored + s.DeadLetters == 4, "the attempts to end");

        Assert.Empty(await _place.DeadLettersAsync());
        Assert.Equal("out=0 other=0 raw=0", await ReportAsync("network"));
        Assert.Equal("root=0 own=0 proc=0 data=1 tmp=1", await ReportAsync("write"));
        Assert.Equal(
            "uid=65534 capabilities=0 bounding=0 locked=1 setuid=0 capset=0 mount=0 namespace=0 mknod=0", await ReportAsync("privilege"));
    }

    private const string Neighbour =
        """
          - name: neighbour
            trigger: { mqtt: "neighbour/{device}" }
            function: { builtin: pass }
            emit: { measurement: neighbour, tags: [device] }

        """;

    private async Task<string> AddressOfAsync(string binding) => await docker.RunAsync(
        "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
        Assert.Single(await _place.ContainersAsync(binding)));

    private async Task<string> ReportAsync(string binding) =>
        string.Join(' ', Assert.Single(await _place.FieldsAsync(binding)).EnumerateObject().Select(f => $"{f.Name}={f.Value.GetDouble()}"));
}
