using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>What the engine is asked for, held against files: everything in them, and nothing else.</summary>
public sealed class ContainerRequestTests
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData("hardened", "acme/fft:1.2")]
    [InlineData("knative", "{ image: acme/fft:1.2, contract: knative, port: 9000, command: serve --fast, env: { LEVEL: 3, QUIET: true }, "
        + "user: '1000', memory: 64MiB, cpus: 0.5, pids: 32, tmp: 1MiB }")]
    [InlineData("weakened", "{ image: acme/fft:1.2, allow_unsafe: true, network: bridge, user: root, writable_root: true, mounts: "
        + "['/srv/models:/models:ro'], capabilities: [NET_RAW], privileged: true, gpus: all }")]
    public void A_declaration_asks_for_what_its_file_says(string name, string container)
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests", "FunctionDispatcher.Tests", "Runtimes", "Container", $"{name}.request.json");
        var written = JsonSerializer.Serialize(Request(container, EngineKind.Docker, "/data", "/tmp"), Form) + "\n";
        if (Environment.GetEnvironmentVariable("EVENTEDGE_REWRITE") == "1") File.WriteAllText(path, written);
        Assert.Equal(File.ReadAllText(path), written);
    }

    [Theory]
    [InlineData("all", -1, "")]
    [InlineData("'2'", 2, "")]
    [InlineData("[GPU-1, GPU-2]", 0, "GPU-1 GPU-2")]
    public void Graphics_processors_are_asked_for_by_number_or_by_name(string gpus, long count, string ids)
    {
        var asked = Assert.Single(Request($"{{ image: x, gpus: {gpus} }}", EngineKind.Docker).HostConfig!.DeviceRequests!);
        Assert.Equal(
            (count, ids, "gpu"), (asked.Count, string.Join(' ', asked.DeviceIDs ?? []), Assert.Single(Assert.Single(asked.Capabilities!))));
    }

    [Fact]
    public void Podman_is_asked_for_folders_without_an_owner_and_for_bounds_on_those_of_its_own()
    {
        var folders = Request("x", EngineKind.Podman, "/data").HostConfig!.Tmpfs!;
        Assert.Equal(["/data", "/run", "/tmp", "/var/tmp"], folders.Keys.Order(StringComparer.Ordinal));
        Assert.All(folders.Values, options => Assert.Equal("rw,noexec,nosuid,nodev,mode=1777,notmpcopyup,size=16777216", options));
    }

    private static Docker.DotNet.Models.CreateContainerParameters Request(string container, EngineKind engine, params string[] volumes)
    {
        var yaml = $"bindings:\n- name: press\n  trigger: {{ mqtt: t }}\n  function: {{ container: {container} }}\n";
        var file = BindingsFile.Parse(yaml, "b.yaml");
        Assert.Empty(file.Problems);
        var labels = new Dictionary<string,
        string>
        { ["eventedge.node"] = "edge", ["eventedge.owner"] = "0123456789abcdef", ["eventedge.run"] = "1" };
        var config = Assert.IsType<ContainerFunctionConfig>(file.Config!.Bindings[0].Function).Container;
        return ContainerRequest.Of(
            config, new("press", "v1"), labels, config.Network == "isolated" ? "eventedge-0123456789abcdef" : config.Network, volumes,
            engine);
    }
}
