using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>A running <c>up</c>, <c>edge</c> or <c>cloud</c> process, seen through its HTTP endpoint.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;

    private Node(ProcessHost process, int httpPort)
    {
        Process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}"), Timeout = TimeSpan.FromSeconds(5) };
        Address = _http.BaseAddress;
    }

    public ProcessHost Process { get; }

    public Uri Address { get; }

    /// <summary>Starts a role and waits until it is ready.</summary>
    public static Task<Node> StartAsync(string role, params IEnumerable<string> arguments) =>
        StartAsync(new Dictionary<string, string>(), role, arguments);

    /// <summary>The same with variables of its own.</summary>
    public static async Task<Node> StartAsync(
        IReadOnlyDictionary<string, string> environment, string role, params IEnumerable<string> arguments)
    {
        var port = Scratch.FreePort();
        var node = new Node(Command.Start(environment, [role, "--http", $"127.0.0.1:{port}", .. arguments]), port);
        try
        {
            return await Probe.UntilAsync(async () => await node.IsReadyAsync() ? node : null, $"{role} to be ready", StartLimit);
        }
        catch (Exception error)
        {
            // What a process said last is read once it has ended.
            await node.DisposeAsync();
            throw new InvalidOperationException(
                $"{role} did not become ready: {error.Message}\n{node.Process.Output}\n{node.Process.Errors}", error);
        }
    }

    /// <summary>Starts a role and does not wait.</summary>
    public static Node Launch(string role, params IEnumerable<string> arguments) =>
        Launch(new Dictionary<string, string>(), role, arguments);

    /// <summary>The same with variables of its own.</summary>
    public static Node Launch(IReadOnlyDictionary<string, string> environment, string role, params IEnumerable<string> arguments)
    {
        var port = Scratch.FreePort();
        return new Node(Command.Start(environment, [role, "--http", $"127.0.0.1:{port}", .. arguments]), port);
    }

    /// <summary><see cref="HealthAsync"/>; null while nobody answers.</summary>
    public async Task<string?> TryHealthAsync()
    {
        Assert.False(Process.HasExited, $"the process ended\n{Process.Output}\n{Process.Errors}");
        try
        {
            return await HealthAsync();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or SocketException)
        {
            return null;
        }
    }

    /// <summary>The embedded default on one machine: <c>eventedge up</c>.</summary>
    public static Task<Node> UpAsync(string bindings, string data, int mqttPort) =>
        UpAsync(new Dictionary<string, string>(), bindings, data, mqttPort);

    /// <summary>The same with variables of its own.</summary>
    public static Task<Node> UpAsync(IReadOnlyDictionary<string, string> environment, string bindings, string data, int mqttPort) =>
        StartAsync(environment, "up", "--bindings", bindings, "--data", data, "--mqtt", $"127.0.0.1:{mqttPort}", "--node", "test");

    /// <summary><c>/healthz/ready</c>'s word: ready, degraded or not_ready.</summary>
    public async Task<string> HealthAsync()
    {
        using var answer = await _http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;
    }

    /// <summary><c>/api/status</c>.</summary>
    public async Task<NodeStatus> StatusAsync() => new(await _http.GetFromJsonAsync<JsonElement>("/api/status"));

    /// <summary>Waits for a state of <c>/api/status</c>.</summary>
    public Task<NodeStatus> StatusAsync(Func<NodeStatus, bool> condition, string what) =>
        Probe.UntilAsync(
            async () =>
            {
                var status = await StatusAsync();
                return condition(status) ? status : null;
            },
            what);

    /// <summary>Cuts or restores the uplink.</summary>
    public async Task CutLinkAsync(bool cut)
    {
        using var answer = await _http.PostAsJsonAsync("/api/link", new { cut });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Stops it as a service manager does.</summary>
    public Task<int> StopAsync() => Process.StopAsync(StopGrace);

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited) await StopAsync();
        await Process.DisposeAsync();
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(Process.HasExited, $"the process ended\n{Process.Output}\n{Process.Errors}");
        try
        {
            using var answer = await _http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (SocketException)
        {
            // A connection to a port that nobody listens on yet may for a moment be one to itself, and then ends with a bare socket error.
            return false;
        }
    }
}
