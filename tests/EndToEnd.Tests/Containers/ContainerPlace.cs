using System.Text.Json;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Protocol;

namespace EventEdge.EndToEnd.Tests.Containers;

/// <summary>A node with functions in containers: its folder, its messages, and what became of them.</summary>
internal sealed class ContainerPlace(DockerServer docker) : IDisposable
{
    /// <summary>An image whose function does what it is told.</summary>
    public const string Hostile = "eventedge-test-hostile:1";

    private readonly Scratch _scratch = new();
    private readonly int _port = Scratch.FreePort();

    public DockerServer Docker => docker;

    public string Data => _scratch.File("data");

    public void Dispose() => _scratch.Dispose();

    /// <summary>A folder that a container with another user may read.</summary>
    public string Folder(string name)
    {
        File.SetUnixFileMode(_scratch.Path, File.GetUnixFileMode(_scratch.Path) | UnixFileMode.OtherExecute);
        return Directory.CreateDirectory(_scratch.File(name)).FullName;
    }

    /// <summary>One binding on a topic of its own name, for the function in its container.</summary>
    public static string Binding(
        string name, string container = "", string function = "timeout: 20s, retry: { attempts: 1 }", string image = Hostile) =>
        $$"""
          - name: {{name}}
            trigger: { mqtt: "{{name}}/{device}" }
            function: { container: { image: "{{image}}", pull: never{{(container.Length == 0 ? "" : ", ")}}{{container}} }, {{function}} }
            emit: { measurement: {{name}}, tags: [device] }

        """;

    public Task<Node> StartAsync(params IEnumerable<string> bindings) => StartAsync(new Dictionary<string, string>(), bindings);

    /// <summary>The same with no engine where the node looks for one.</summary>
    public Task<Node> StartWithoutEngineAsync(params IEnumerable<string> bindings) =>
        StartAsync(new Dictionary<string, string> { ["DOCKER_HOST"] = $"unix://{_scratch.File("nobody.sock")}" }, bindings);

    private async Task<Node> StartAsync(Dictionary<string, string> environment, IEnumerable<string> bindings)
    {
        await Docker.BuildAsync(Hostile, "tests/EndToEnd.Tests/Containers/hostile.c");
        await File.WriteAllTextAsync(
            _scratch.File("bindings.yaml"), $"bindings:\n{string.Concat(bindings)}", TestContext.Current.CancellationToken);
        return await Node.UpAsync(environment, _scratch.File("bindings.yaml"), Data, _port);
    }

    /// <summary>Publishes messages, and returns when each is acknowledged.</summary>
    public async Task PublishAsync(params IEnumerable<(string Topic, string Payload)> messages)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _port).Build(), TestContext.Current.CancellationToken);
        foreach (var (topic, payload) in messages)
        {
            var result = await client.PublishStringAsync(
                topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result.IsSuccess);
        }

        await client.DisconnectAsync();
    }

    /// <summary>The stored fields of a binding, in order of time.</summary>
    public async Task<IReadOnlyList<JsonElement>> FieldsAsync(string binding) =>
        [.. (await new EmbeddedStore(Data).PointsAsync(binding)).Select(p => p.GetProperty("fields"))];

    /// <summary>Why messages of each binding were given up.</summary>
    public async Task<ILookup<string, string>> DeadLettersAsync()
    {
        var result = await Command.RunAsync("dlq", "list", "--data", Data, "--output", "json");
        Assert.True(result.ExitCode == 0, result.ToString());
        var deadLetters = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line));
        return deadLetters.ToLookup(
            l => l.GetProperty("binding").GetString()!, l =>
                $"{l.GetProperty("stage").GetString()}: {l.GetProperty("reason").GetString()}");
    }

    /// <summary>The containers of a binding that run, by their names.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(string binding) =>
        (await Docker.RunAsync("ps", "--filter", $"label=eventedge.binding={binding}", "--format", "{{.Names}}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
