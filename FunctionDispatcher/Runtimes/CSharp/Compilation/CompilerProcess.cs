using System.Diagnostics;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>Compiles in a <see cref="CompilerServer"/>, started when there is something to compile. One source at a time.</summary>
/// <param name="command">Program and arguments.</param>
internal sealed class CompilerProcess(IReadOnlyList<string> command) : ISourceCompiler, IDisposable
{
    /// <summary>Longest time for one source, the compiler's start included.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly Lock _oneAtATime = new();
    private System.Diagnostics.Process? _process;

    /// <summary>The running compiler; null when there is none.</summary>
    public int? ProcessId => _process is { HasExited: false } running ? running.Id : null;

    /// <inheritdoc />
    public CompilerAnswer Compile(CompilerRequest request)
    {
        lock (_oneAtATime)
        {
            // One that was waiting may run out of patience while it is being asked; one just started has no excuse.
            return (ProcessId is null ? null : TryAsk(request, out _)) ?? AskAnew(request);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_oneAtATime) End();
    }

    private CompilerAnswer AskAnew(CompilerRequest request)
    {
        End();
        _process = Start();
        return TryAsk(request, out var reason) ?? throw new FunctionLoadException($"the compiler does not answer: {reason}");
    }

    private CompilerAnswer? TryAsk(CompilerRequest request, out string reason)
    {
        var process = _process!;
        var ask = Task.Run(() => Ask(process, request));
        try
        {
            reason = $"it takes longer than {TimeLimit.TotalSeconds:0} s";
            if (ask.Wait(TimeLimit)) return ask.Result;
        }
        catch (AggregateException error) when (error.InnerException is IOException or InvalidOperationException)
        {
            reason = error.InnerException.Message;
        }

        End();
        return null;
    }

    private static CompilerAnswer Ask(System.Diagnostics.Process process, CompilerRequest request)
    {
        using var writer = new BinaryWriter(process.StandardInput.BaseStream, System.Text.Encoding.UTF8, leaveOpen: true);
        using var reader = new BinaryReader(process.StandardOutput.BaseStream, System.Text.Encoding.UTF8, leaveOpen: true);
        CompilerProtocol.Write(writer, request);
        return CompilerProtocol.ReadAnswer(reader);
    }

    private System.Diagnostics.Process Start()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // It runs for a moment: no profile of it is worth gathering.
        start.Environment["DOTNET_TieredPGO"] = "0";
        try
        {
            return System.Diagnostics.Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new FunctionLoadException($"the compiler '{command[0]}' cannot be started: {failure.Message}", failure);
        }
    }

    private void End()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _process = null;
    }
}
