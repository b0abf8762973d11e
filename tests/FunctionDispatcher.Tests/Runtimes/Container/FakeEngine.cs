using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

/// <summary>
/// A container engine that only remembers: as much of Docker's interface as the node uses, over a Unix socket. Every step it is asked for
/// has a name, by which a test has it refused or never answered. All of its containers are one <see cref="FakeFunction"/>.
/// </summary>
internal sealed partial class FakeEngine : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Socket _endpoint = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FakeFunction _function;

    public FakeEngine()
    {
        _function = new FakeFunction(_asked.Enqueue);
        _endpoint.Bind(new UnixDomainSocketEndPoint(_directory.File("engine")));
        _endpoint.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens, as <c>DOCKER_HOST</c> would say it.</summary>
    public string Host => $"unix://{_directory.File("engine")}";

    /// <summary>Where its containers listen.</summary>
    public int FunctionPort => _function.Port;

    /// <summary>The steps so far, in order, with what the function was asked.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public ConcurrentDictionary<string, FakeContainer> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The images that are on the machine.</summary>
    public ConcurrentDictionary<string, bool> Images { get; } = new(StringComparer.Ordinal) { ["f:1"] = true };

    /// <summary>Whether it can fetch images.</summary>
    public bool HasRegistry { get; set; }

    public bool HasNetwork { get; private set; }

    /// <summary>Whether it says that it is Podman.</summary>
    public bool IsPodman { get; set; }

    /// <summary>The machine's address on its networks.</summary>
    public string Gateway { get; set; } = "10.89.0.1";

    /// <summary>The step it refuses.</summary>
    public string? Refuses { get; set; }

    /// <summary>The step it does not answer, until <see cref="Answer"/>.</summary>
    public string? Ignores { get; set; }

    /// <summary>What listens in its containers.</summary>
    public FakeFunction Function => _function;

    /// <summary>Answers what it had not answered.</summary>
    public void Answer()
    {
        Ignores = null;
        _answers.TrySetResult();
    }

    /// <summary>Listens under a second name, too.</summary>
    public void ListenAt(string name) => File.CreateSymbolicLink(_directory.File(name), _directory.File("engine"));

    public int Count(string step) => _asked.Count(s => s == step);

    public void Dispose()
    {
        _stop.Cancel();
        _endpoint.Dispose();
        _function.Dispose();
        _directory.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested) _ = ServeAsync(await _endpoint.AcceptAsync(_stop.Token));
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        if (await WireRequest.ReadAsync(stream, _stop.Token) is not { } request) return;
        var path = Version().Replace(request.Path, string.Empty);
        var step = StepOf(request.Method, path);
        _asked.Enqueue(step);
        if (step == Ignores) await _answers.Task.WaitAsync(_stop.Token);
        var (status, body) = step == Refuses ? (500, """{"message":"the engine is not in the mood"}""") : Do(step, path, request);
        await WriteAsync(stream, status, body);
        if (status == 101 && Find(path) is { } container) await FollowAsync(stream, container);
    }

    // Each part of the output is preceded by where it was written to and its length.
    private async Task FollowAsync(NetworkStream stream, FakeContainer container)
    {
        if (await Task.WhenAny(container.Words, container.Ended).WaitAsync(_stop.Token) != container.Ended)
        {
            var words = Encoding.UTF8.GetBytes(await container.Words);
            await stream.WriteAsync((byte[])[2, 0, 0, 0, 0, 0, 0, (byte)words.Length, .. words], _stop.Token);
        }

        await container.Ended.WaitAsync(_stop.Token);
    }

    private static string StepOf(string method, string path) => (method, path.Split('/')) switch
    {
        ("GET", [_, "version"]) => "version",
        ("GET", [_, "containers", "json"]) => "list",
        ("GET", [_, "networks"]) => "networks",
        ("GET", [_, "networks", _]) => "network",
        ("POST", [_, "networks", "create"]) => "network create",
        ("DELETE", [_, "networks", _]) => "network remove",
        ("GET", [_, "images", .., "json"]) => "image",
        ("POST", [_, "images", "create"]) => "fetch",
        ("GET", [_, "containers", _, "json"]) => "inspect",
        ("POST", [_, "containers", "create"]) => "create",
        ("POST", [_, "containers", _, var action]) => action,
        ("DELETE", [_, "containers", _]) => "remove",
        _ => $"{method} {path}",
    };

    private (int Status, string Body) Do(string step, string path, WireRequest request) => step switch
    {
        "version" => (
            200,
            $$"""{"Version":"1","ApiVersion":"1.41","Components":[{"Name":"{{(IsPodman ? "Podman " : "")}}Engine","Version":"1"}]}"""),
        "list" => (200, JsonSerializer.Serialize(
            Containers.Values.Where(c => request.Query.Contains($"eventedge.owner={c.Labels["eventedge.owner"]}", StringComparison.Ordinal))
                .Select(c => new { Id = c.Name, Names = new[] { "/" + c.Name }, c.Labels }))),
        "networks" => (200, "[]"),
        "network" =>
            HasNetwork ? (200, $$$"""{"Name":"n","Internal":true,"IPAM":{"Config":[{"Gateway":"{{{Gateway}}}"}]}}""") : (404, "{}"),
        "network create" => Network(true, 201),
        "network remove" => Network(false, 204),
        "image" => Images.ContainsKey(path["/images/".Length..^"/json".Length]) ? (200, """{"Id":"sha256:1"}""") : (404, "{}"),
        "fetch" => Fetch(request),
        "create" => Create(request),
        "attach" => (101, string.Empty),
        "start" => (204, string.Empty),
        "inspect" => Find(path) is { } c ? (200, Inspected(c)) : (404, "{}"),
        "stop" => End(path),
        "remove" => Remove(path),
        _ => (404, """{"message":"there is no such page"}"""),
    };

    private (int, string) Network(bool isThere, int status)
    {
        HasNetwork = isThere;
        return (status, """{"Id":"n"}""");
    }

    private (int, string) Fetch(WireRequest request)
    {
        if (!HasRegistry) return (500, """{"message":"the registry is far away"}""");
        Images[request.Query.Split('&').Single(q => q.StartsWith("fromImage=", StringComparison.Ordinal))["fromImage=".Length..]] = true;
        return (200, """{"status":"done"}""");
    }

    private (int, string) Create(WireRequest request)
    {
        var name = request.Query.Split('&').Single(q => q.StartsWith("name=", StringComparison.Ordinal))["name=".Length..];
        Containers[name] = new(name, JsonElement.Parse(request.Body).GetProperty("Labels").Deserialize<Dictionary<string, string>>()!);
        return (201, $$"""{"Id":"{{name}}","Warnings":[]}""");
    }

    private static string Inspected(FakeContainer container) => JsonSerializer.Serialize(new
    {
        Id = container.Name,
        Config = new { Tty = false },
        State = new { container.ExitCode, OOMKilled = container.IsKnownToBeOutOfMemory },
        NetworkSettings = new { Networks = new { n = new { IPAddress = "127.0.0.1" } } },
    });

    private (int, string) End(string path)
    {
        Find(path)?.End(143);
        return (204, string.Empty);
    }

    private (int, string) Remove(string path)
    {
        if (!Containers.TryRemove(path.Split('/')[2], out var container)) return (404, """{"message":"there is no such container"}""");
        container.End(137);
        return (204, string.Empty);
    }

    private FakeContainer? Find(string path) => Containers.GetValueOrDefault(path.Split('/')[2]);

    private async Task WriteAsync(NetworkStream stream, int status, string body)
    {
        var head = status == 101
            ? "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
            : $"HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Type: "
                + $"application/json\r\n{(status == 204 ? string.Empty : $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n")}\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(status is 101 or 204 ? head : head + body), _stop.Token);
    }

    [GeneratedRegex("^/v[0-9.]+")]
    private static partial Regex Version();
}
