using System.Net;
using System.Text.Json;
using EventEdge.Tests.Support;

namespace EventEdge.Torture.Plant;

/// <summary>An <c>eventedge</c> process that dies often: same arguments, same data directory, a new life each time.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(30);
    private static readonly string Program = Repository.File("artifacts/bin/EventEdge/release/eventedge.dll");

    private readonly string _role;
    private readonly string[] _arguments;
    private readonly string _fuse;
    private readonly Dictionary<string, string> _environment;
    private readonly HttpClient _http;
    private int _lives;
    private ProcessHost? _process;

    /// <param name="role">Its command.</param>
    /// <param name="fuse">The file of its crash fuse.</param>
    /// <param name="machine">Variables of the machine it runs on.</param>
    /// <param name="arguments">What follows the command.</param>
    public NodeProcess(string role, string fuse, IReadOnlyDictionary<string, string> machine, string[] arguments)
    {
        var port = ServerProcess.FreePort();
        _role = role;
        _fuse = fuse;
        _environment = new(machine) { ["NO_COLOR"] = "1", ["EVENTEDGE__CRASH_FUSE"] = fuse };
        _arguments = [Program, role, "--http", $"127.0.0.1:{port}", .. arguments];
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
    }

    /// <summary>What the last life said on standard error: for the account of a run that failed.</summary>
    public string LastWords => _process?.Errors ?? string.Empty;

    /// <summary>Lives that ended by SIGKILL.</summary>
    public int Kills { get; private set; }

    /// <summary>SIGKILL and a new life.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>Starts and waits until it takes messages.</summary>
    public async Task StartAsync()
    {
        Launch();
        try
        {
            await Eventually.IsTrue(IsReadyAsync, $"{_role} ready", StartLimit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}, {await HealthAsync()}\n{LastWords}", late);
        }
    }

    /// <summary>Starts on a disk that takes nothing: true when it says so on its health page, and waits.</summary>
    public async Task<bool> StandsByAsync(TimeSpan limit)
    {
        Launch();
        var began = TimeProvider.System.GetTimestamp();
        while (!_process!.HasExited && TimeProvider.System.GetElapsedTime(began) < limit)
        {
            if (await HealthAsync() == HttpStatusCode.ServiceUnavailable) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return false;
    }

    /// <summary>True once it takes messages; false when it does not within the limit.</summary>
    public async Task<bool> BecomesReadyAsync(TimeSpan limit)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!_process!.HasExited && TimeProvider.System.GetElapsedTime(began) < limit)
        {
            if (await IsReadyAsync()) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return false;
    }

    /// <summary>Starts a life that ends at a place on the way of a message, at the n-th visit.</summary>
    public void StartWithFuse(string place, int visit)
    {
        File.WriteAllText(_fuse, $"{place} {visit}");
        Launch();
    }

    /// <summary>
    /// True when the fuse has ended the process within the limit; otherwise the fuse is taken away and the process still runs.
    /// </summary>
    public async Task<bool> BurntAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!_process!.HasExited && TimeProvider.System.GetElapsedTime(began) < limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }

        var burnt = _process.HasExited && !File.Exists(_fuse);
        if (burnt) Kills++;
        File.Delete(_fuse);
        return burnt;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        if (!process.HasExited) Kills++;
        await process.DisposeAsync();
        _process = null;
    }

    /// <summary>Sends it any signal.</summary>
    public void Signal(int signal) => Signals.SendToTree(_process!.Id, signal);

    /// <summary>SIGTERM, as a service manager does. Returns the exit code; −1 when it had to be killed.</summary>
    public Task<int> TerminateAsync() => _process!.StopAsync(StopGrace);

    /// <summary><c>/api/status</c>; null while it does not answer.</summary>
    public Task<JsonElement?> StatusAsync() => AskAsync("/api/status");

    /// <summary>The version of a binding that runs; null while the node does not answer.</summary>
    public async Task<string?> VersionAsync(string binding) => (await AskAsync("/api/bindings"))?.EnumerateArray()
        .First(line => line.GetProperty("name").GetString() == binding).GetProperty("version").GetString();

    private async Task<JsonElement?> AskAsync(string what)
    {
        try
        {
            using var answer = JsonDocument.Parse(await _http.GetStringAsync(what));
            return answer.RootElement.Clone();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
    }

    // What a life with some workers has saved, the next one takes up with another number of them.
    private void Launch() =>
        _process = ProcessHost.Start(
            "dotnet", _role == "edge" ? [.. _arguments, "--workers", $"{(_lives++ % 3) + 1}"] : _arguments, _environment);

    private async Task<bool> IsReadyAsync()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"{_role} ended by itself with {_process.ExitCode}:\n{_process.Errors}");
        return await HealthAsync() == HttpStatusCode.OK;
    }

    private async Task<HttpStatusCode?> HealthAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/healthz/ready");
            return answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
