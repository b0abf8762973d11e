using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace EventEdge.Tests.Support;

/// <summary>
/// A child process of a test: output kept in bounded memory, stopped politely and then for certain, always by its own id.
/// Life: Start, any number of waits, StopAsync or Kill, DisposeAsync (kills what still runs).
/// </summary>
public sealed class ProcessHost : IAsyncDisposable
{
    private const int OutputLimit = 16 * 1024 * 1024;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _readers;

    private ProcessHost(Process process)
    {
        _process = process;
        _readers = Task.WhenAll(CopyAsync(process.StandardOutput, _output), CopyAsync(process.StandardError, _errors));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Meaningful once <see cref="HasExited"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Standard output so far, its first 16 Mi characters.</summary>
    public string Output => Snapshot(_output);

    /// <summary>Standard error so far, its first 16 Mi characters.</summary>
    public string Errors => Snapshot(_errors);

    /// <summary>Starts a program without a shell and without standard input.</summary>
    public static ProcessHost Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            UseShellExecute = false, WorkingDirectory = folder ?? string.Empty,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        process.StandardInput.Close();
        return new ProcessHost(process);
    }

    /// <summary>True when a program of this name is on the path (or in the system's own folders).</summary>
    public static bool Exists(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Waits for the end and returns the exit code; kills the process when it takes longer.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
            await _readers.WaitAsync(Eventually.Limit);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"process {Id} ran longer than {limit}\n{Output}\n{Errors}");
        }
    }

    /// <summary>SIGTERM, then SIGKILL when the grace has passed. Returns the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan grace)
    {
        if (!HasExited) _ = SendSignal(Id, Terminate);
        try
        {
            return await WaitForExitAsync(grace);
        }
        catch (TimeoutException)
        {
            return -1;
        }
    }

    /// <summary>SIGKILL: what a power cut does to a process.</summary>
    public void Kill()
    {
        if (!HasExited) _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task CopyAsync(StreamReader source, StringBuilder target)
    {
        while (await source.ReadLineAsync() is { } line)
        {
            lock (target)
            {
                if (target.Length < OutputLimit) target.AppendLine(line);
            }
        }
    }

    private static string Snapshot(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);
}
