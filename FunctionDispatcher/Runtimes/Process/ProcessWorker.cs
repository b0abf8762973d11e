using System.Diagnostics;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;
using EventEdge.FunctionDispatcher.Runtimes.Process.Lines;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// One process that answers calls, one at a time, and whatever it starts: all of it ends with the worker. A thread of its own reads its
/// answers: reads of a pipe cannot be cancelled. Life: constructed running, calls, Stop; one that has ended is never used again.
/// </summary>
internal sealed class ProcessWorker : IFunctionInstance
{
    private const int PipeBytes = 48 * 1024;
    private const int StackBytes = 256 * 1024;
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(2);

    private readonly ProcessStartInfo _command;
    private readonly FrameKind _protocol;
    private readonly IWorkerLine _line;
    private readonly string _binding;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ErrorTail _errors;
    private readonly FunctionSandbox? _sandbox;
    private readonly InstanceMark _mark;
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _ending = new();
    private System.Diagnostics.Process? _process;
    private TaskCompletionSource<FunctionAnswer>? _call;
    private FunctionAnswer? _end;
    private bool _hasAnswered;
    private volatile SandboxView? _view;
    private long _lookedAt;
    private ITimer? _grace;

    public ProcessWorker(
        ProcessStartInfo command, FrameKind protocol, string binding, TimeProvider time, ILogger logger, FunctionSandbox? sandbox = null)
    {
        _mark = Descendants.NewMark();
        command.Environment[Descendants.Variable] = _mark.Text;
        _sandbox = sandbox;
        _command = command;
        // On a socket, lengths tell calls and answers apart.
        _protocol = protocol == FrameKind.Lines ? FrameKind.Lines : FrameKind.Length;
        _line = protocol == FrameKind.Socket ? new SocketLine() : new StandardLine();
        _binding = binding;
        _time = time;
        _lookedAt = time.GetTimestamp();
        _logger = logger;
        _errors = new ErrorTail(binding, time, logger);
        new Thread(Run, StackBytes) { IsBackground = true, Name = $"worker of {binding}" }.Start();
    }

    public bool IsRunning
    {
        get
        {
            lock (_ending) return _end is null;
        }
    }

    public Task Gone => _gone.Task;

    public string? Outdated
    {
        get
        {
            if (_view is not { } view || _time.GetElapsedTime(_lookedAt) < _sandbox!.Patience) return null;
            _lookedAt = _time.GetTimestamp();
            return _sandbox.IsCurrent(view) ? null : "files have come into the folder that it runs in, which it cannot read";
        }
    }

    /// <summary>Its process id; 0 before it has one.</summary>
    public int ProcessId { get; private set; }

    /// <summary>The workers of one binding.</summary>
    public static InstancePool Pool(
        ProcessConfig config, string binding, string baseDirectory, TimeProvider time, ILogger logger, PoolContext? context = null,
        IReadOnlyList<string>? hidden = null)
    {
        var sandbox = hidden is null || !FunctionSandbox.IsSupported
            ? null : new FunctionSandbox(hidden, ProcessCommand.Of(config, baseDirectory).WorkingDirectory);
        if (hidden is not null && sandbox is null) WorkerTelemetry.Unconfined(logger, binding);
        if (sandbox is { HidesNewFiles: true })
            WorkerTelemetry.SeesOldFilesOnly(logger, binding, ProcessCommand.Of(config, baseDirectory).WorkingDirectory);
        var privileges = hidden is null ? RootPrivileges.Kept : sandbox is null ? RootPrivileges.None : RootPrivileges.OfFiles;
        return new(config.Scale, Start, time, context);

        ProcessWorker Start() => new(ProcessCommand.Of(config, baseDirectory, privileges), config.Protocol, binding, time, logger, sandbox);
    }

    public async ValueTask<FunctionAnswer> CallAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var call = new TaskCompletionSource<FunctionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_ending)
        {
            if (_end is { } ended) return ended;
            _call = call;
        }

        await using var limit = cancellation.Register(() => End(FunctionFault.TimedOut, "it was stopped because it did not answer in time"))
            .ConfigureAwait(false);
        if (await _started.Task.ConfigureAwait(false))
        {
            // What is more than a pipe holds waits for a worker that reads it: not on the thread of whoever calls.
            if (input.Length < PipeBytes) Write(input.Span);
            else await Task.Run(() => Write(input.Span), CancellationToken.None).ConfigureAwait(false);
        }

        return await call.Task.ConfigureAwait(false);
    }

    /// <summary>Stops it at once, with everything it started.</summary>
    public void Stop(string reason) => End(FunctionFault.Unavailable, reason);

    /// <summary>Ends its input, on which it should end by itself; stops it where it has not.</summary>
    public void Retire(string reason)
    {
        lock (_ending)
        {
            if (_end is not null) return;
            WorkerTelemetry.Stopped(_logger, ProcessId, _binding, reason);
            _end = FunctionAnswer.Failed(FunctionFault.Unavailable, reason);
            _line.EndCalls(_process);
            _grace = _time.CreateTimer(_ => Stop(reason), null, ExitLimit, Timeout.InfiniteTimeSpan);
        }
    }

    private void Run()
    {
        try
        {
            _line.Prepare(_command);
            using var starter = new ProcessStarter(_command, _mark, _sandbox, _binding, _logger);
            using var process = starter.Start();
            _view = starter.View;
            FollowToItsEnd(process, starter);
        }
        catch (Exception error)
        {
            // On a thread of its own: what nobody catches here would end the node.
            End(FunctionFault.Unavailable, $"it cannot be started: {error.Message}");
        }

        _started.TrySetResult(false);
        _line.Dispose();
        _gone.TrySetResult();
    }

    private void FollowToItsEnd(System.Diagnostics.Process process, ProcessStarter starter)
    {
        try
        {
            Follow(process, starter);
        }
        catch (Exception error)
        {
            // It runs, and nobody reads what it answers.
            End(FunctionFault.Unavailable, $"it cannot be followed: {error.Message}");
            Descendants.End(_mark);
        }

        lock (_ending) _process = null;
        _grace?.Dispose();
    }

    private void Follow(System.Diagnostics.Process process, ProcessStarter starter)
    {
        lock (_ending)
        {
            (_process, ProcessId) = (process, process.Id);
            if (_end is not null) ProcessGroup.Stop(process, _mark); // It began before an end could know it, and may have gone far.
        }

        WorkerTelemetry.Started(_logger, process.Id, _binding, string.Join(' ', _command.ArgumentList.Skip(3)));
        var errors = new Thread(() => _errors.FollowToItsEnd(process), StackBytes) { IsBackground = true, Name = $"errors of {_binding}" };
        errors.Start();
        var reason = ReceiveLoop(process);
        Descendants.End(_mark);
        var exited = process.WaitForExit(ExitLimit) ? process.ExitCode : (int?)null;
        errors.Join(ExitLimit);
        var neverRan = WorkerExit.NeverRan(exited) && !_hasAnswered;
        End(neverRan ? FunctionFault.Unavailable : FunctionFault.Crashed,
            reason ?? starter.Excess ?? WorkerExit.Sentence(exited, neverRan, _line.Name, ProcessCommand.ProgramOf(_command)));
    }

    // Until the worker has no more answers; why it has none, where that is not its end.
    private string? ReceiveLoop(System.Diagnostics.Process process)
    {
        if (!_line.Open(process)) return null;
        _started.TrySetResult(true);
        return ReadAnswers(new FrameReader(_line.Answers, _protocol, CallAnswer.SizeLimit));
    }

    private string? ReadAnswers(FrameReader answers)
    {
        try
        {
            while (answers.Read() is { } answer)
            {
                _hasAnswered = true;
                if (Interlocked.Exchange(ref _call, null) is { } call) call.TrySetResult(FunctionAnswer.Of(answer));
                else return "it wrote to its standard output what no call had asked for; only answers belong there";
            }
        }
        catch (InvalidDataException tooLong)
        {
            return tooLong.Message;
        }
        catch (IOException)
        {
            // The pipe is gone with the process.
        }

        return null;
    }

    private void Write(ReadOnlySpan<byte> input)
    {
        try
        {
            var frame = CallFrame.Of(_protocol == FrameKind.Lines, input);
            _line.Calls.Write(frame, 0, frame.Length);
            _line.Calls.Flush();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or NullReferenceException)
        {
            // It has ended; the reading thread finds out why and ends the call.
        }
    }

    private void End(FunctionFault fault, string reason)
    {
        TaskCompletionSource<FunctionAnswer>? call;
        lock (_ending)
        {
            if (_end is null) WorkerTelemetry.Stopped(_logger, ProcessId, _binding, reason);
            _end ??= FunctionAnswer.Failed(fault, $"the function's process failed: {reason}", _errors.Text);
            if (_process is not null) ProcessGroup.Stop(_process, _mark);
            call = Interlocked.Exchange(ref _call, null);
        }

        call?.TrySetResult(_end.Value);
    }
}
