using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EventEdge.Tests.Support;

/// <summary>
/// A real Mosquitto on a free loopback port and a temporary directory, configured by <c>broker-config/mosquitto/mosquitto.conf</c> with
/// only the port and the data directory replaced. Skips the test when Mosquitto is not installed.
/// </summary>
internal sealed class MosquittoServer : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly string[] Places = [
        "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

    private readonly string _program;
    private Process? _process;

    private MosquittoServer(string program) => _program = program;

    /// <summary>Where its configuration and data are; deleted with it.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("mosquitto-").FullName;

    /// <summary>The port it listens on; stays the same over a restart.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Whether there is one on this machine.</summary>
    public static bool IsInstalled => Array.Exists(Places, File.Exists);

    /// <param name="prepare">Writes what the extra lines refer to into <see cref="Directory"/> and returns the lines.</param>
    public static async Task<MosquittoServer> StartAsync(Func<MosquittoServer, string[]>? prepare = null)
    {
        var program = Places.FirstOrDefault(File.Exists);
        if (program is null) Assert.Skip("mosquitto is not installed");
        var server = new MosquittoServer(program!);
        server.WriteConfiguration(prepare?.Invoke(server) ?? []);
        await server.RunAsync();
        return server;
    }

    /// <summary>Starts it (again) and waits until it accepts connections.</summary>
    public async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo(_program, ["-c", Path.Combine(Directory, "mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await AnswersAsync();
    }

    /// <summary>Stops it; sessions and queues are saved first.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        if (!process.HasExited) _ = Kill(process.Id, SigTerm);
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static string RepositoryFile(string path)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, path);
            if (File.Exists(candidate)) return candidate;
        }

        throw new FileNotFoundException(path);
    }

    private void WriteConfiguration(string[] extra)
    {
        var lines = File.ReadLines(RepositoryFile("broker-config/mosquitto/mosquitto.conf")).Select(line => line switch
        {
            _ when line.StartsWith("listener ", StringComparison.Ordinal) => $"listener {Port} 127.0.0.1",
            _ when line.StartsWith("persistence_location ", StringComparison.Ordinal) => $"persistence_location {Directory}/",
            _ => line,
        });

        // As root it would change to an account that may not write the temporary directory.
        File.WriteAllLines(Path.Combine(Directory, "mosquitto.conf"), [.. lines, $"user {Environment.UserName}", .. extra]);
    }

    private async Task AnswersAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                return;
            }
            catch (SocketException) when (_process is { HasExited: false })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            }
        }
    }
}
