using EventEdge.EdgeBridge.Uplink.Transports;

namespace EventEdge.EdgeBridge.Tests.Uplink;

/// <summary>A transport whose confirms the test gives, frame by frame.</summary>
internal sealed class ScriptedTransport : IFrameTransport
{
    private readonly Lock _gate = new();
    private readonly List<(OutgoingFrame Frame, TaskCompletionSource Confirm)> _sent = [];

    public int Resets { get; private set; }

    /// <summary>What every send ends with at once, instead of waiting for the test.</summary>
    public Func<Task>? Answer { get; set; }

    public IReadOnlyList<OutgoingFrame> Sent
    {
        get
        {
            lock (_gate) return [.. _sent.Select(s => s.Frame)];
        }
    }

    public void Confirm(int index)
    {
        lock (_gate) _sent[index].Confirm.SetResult();
    }

    public void Fail(int index)
    {
        lock (_gate) _sent[index].Confirm.SetException(new IOException("the broker is gone"));
    }

    public string? Blocked { get; set; }

    /// <summary>The test ends the connection; a reset makes a new one.</summary>
    public CancellationTokenSource Connection { get; private set; } = new();

    public CancellationToken Lost => Connection.Token;

    public Task ConnectAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>How long opening takes.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    public Task OpenAsync(CancellationToken cancellation) => Opening;

    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task SendAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        var confirm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _sent.Add((frame, confirm));
        return Answer?.Invoke() ?? confirm.Task;
    }

    /// <summary>What the cloud has said.</summary>
    public ReadNotices Notices { get; init; } = ReadNotices.None;

    public Task<ReadNotices> NoticesAsync(string node, CancellationToken cancellation) => Task.FromResult(Notices);

    public ValueTask ResetAsync()
    {
        Resets++;
        Connection = new();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
