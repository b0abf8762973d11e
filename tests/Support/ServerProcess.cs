using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EventEdge.Tests.Support;

/// <summary>A server under test: its own process group leader, loopback, ended by its own id.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>The last lines the server wrote.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    private readonly Queue<string> _lines = new();

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>0 for success; once it has exited.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Where a program is, or null: the test then skips with that reason.</summary>
    public static string? Find(params string[] candidates) => candidates.FirstOrDefault(File.Exists);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static ServerProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var server = new ServerProcess(process);
        process.OutputDataReceived += server.Keep;
        process.ErrorDataReceived += server.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until the server answers, or fails with what it wrote.</summary>
    public Task ReadyAsync(Func<Task<bool>> answers, TimeSpan? limit = null) => Eventually.IsTrue(
        async () => HasExited ? throw new InvalidOperationException($"the server ended by itself: {Output}") : await answers(),
        () => $"the server answers: {Output}", limit);

    /// <summary>Waits for a program that ends by itself.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task EndAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!HasExited) throw new TimeoutException($"process {Id} ran longer than {limit}\n{Output}");
    }

    /// <summary>SIGTERM, and SIGKILL when the limit has passed.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        if (!HasExited) _ = SendSignal(Id, Terminate);
        using var timer = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_lines)
        {
            _lines.Enqueue(line.Data);
            if (_lines.Count > 50) _lines.Dequeue();
        }
    }
}
