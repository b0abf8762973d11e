using System.Diagnostics;
using System.Runtime.ExceptionServices;
using EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// Starts a worker from a thread that does nothing else. A sandbox confines that thread for ever, and a worker is ended by the kernel when
/// the thread that started it ends; so the thread waits until it is let go. It must not be one that runs the node's own work, nor start
/// another that does. Life: Start, once; Dispose when the worker has ended.
/// </summary>
internal sealed class ProcessStarter(
    ProcessStartInfo command, InstanceMark mark, FunctionSandbox? sandbox, string binding, ILogger logger) : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private const string FirstToGo = "500";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _started = new();
    private readonly ManualResetEventSlim _released = new();
    private Thread? _thread;
    private volatile ExcessWatch? _watch;
    private System.Diagnostics.Process? _process;
    private ExceptionDispatchInfo? _failure;

    /// <summary>What it had too much of when it was ended for that; null while it had not.</summary>
    public string? Excess => _watch?.Excess;

    /// <summary>What the worker sees; null where it is not confined.</summary>
    public SandboxView? View { get; private set; }

    /// <summary>
    /// Starts the worker. Throws what starting a process throws, and <see cref="IOException"/> where it cannot be confined.
    /// </summary>
    public System.Diagnostics.Process Start()
    {
        // Also makes the runtime's own threads for child processes, which must not be confined.
        ProcessGuardian.Ensure();
        _thread = new Thread(Hold, StackBytes) { IsBackground = true, Name = $"starter of {binding}" };
        _thread.Start();
        _started.Wait();
        _failure?.Throw();
        return _process!;
    }

    public void Dispose()
    {
        _released.Set();
        _thread?.Join();
        _started.Dispose();
        _released.Dispose();
    }

    private static void Begin(System.Diagnostics.Process worker)
    {
        try
        {
            if (OperatingSystem.IsLinux()) ExpectShortage(worker.Id);
            worker.StandardInput.BaseStream.Write("\n"u8);
            worker.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It was stopped before it began.
        }
    }

    // When the machine's memory runs out, the kernel ends functions before the node.
    private static void ExpectShortage(int worker)
    {
        try
        {
            File.WriteAllText($"/proc/{worker}/oom_score_adj", FirstToGo);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It is worse off already, or the system has no such choice.
        }
    }

    private void Hold()
    {
        try
        {
            View = sandbox?.Enter();
            _process = System.Diagnostics.Process.Start(command)!;
            mark.Put(_process.Id);
            Begin(_process);
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }

        var watch = new ExcessWatch(new ProcessCount(mark).Excess, () => Descendants.End(mark), binding, logger);
        _watch = watch;
        _started.Set();
        while (!_released.Wait(LookEvery)) watch.Look();
    }
}
