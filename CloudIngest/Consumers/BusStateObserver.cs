using EventEdge.CloudIngest.Ingest;
using EventEdge.Contracts.Faults;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Says once that the broker is gone and once that every queue is listened to again, whatever the bus tries in between, and knows since
/// when.
/// </summary>
internal sealed class BusStateObserver(BusStatus status, TimeProvider time, ILogger log) : IReceiveEndpointObserver
{
    private readonly Lock _gate = new();
    private readonly HashSet<Uri> _down = [];
    private long _downSince;
    private bool _stopping;
    private volatile bool _refused;

    /// <summary>For how long at least one queue has not been listened to; zero while all are.</summary>
    public TimeSpan DownFor
    {
        get
        {
            lock (_gate) return _down.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_downSince);
        }
    }

    /// <summary>The broker refused the login of a queue, and MassTransit then gives that queue up for good.</summary>
    public bool IsRefused => _refused;

    /// <inheritdoc />
    public Task Ready(ReceiveEndpointReady ready)
    {
        lock (_gate)
        {
            if (!_down.Remove(ready.InputAddress) || _down.Count > 0) return Task.CompletedTask;
            log.BusUp();
            status.Up();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        if (faulted.Exception is { } cause && Outage.IsRefusal(cause)) _refused = true;
        Lost(faulted.InputAddress, faulted.Exception is { } error ? status.InWords(error) : null);
        return Task.CompletedTask;
    }

    // Of an attempt to come back that ends in a time limit no more than this is told: what was listened to is so no longer.
    /// <inheritdoc />
    public Task Completed(ReceiveEndpointCompleted completed)
    {
        Lost(completed.InputAddress, "the connection has ended");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Stopping(ReceiveEndpointStopping stopping)
    {
        lock (_gate) _stopping = true;
        return Task.CompletedTask;
    }

    private void Lost(Uri queue, string? error)
    {
        lock (_gate)
        {
            if (_stopping) return;
            if (_down.Count == 0)
            {
                _downSince = time.GetTimestamp();
                log.BusLost(error ?? "no reason given");
                status.Down(error ?? "no reason given");
            }

            _down.Add(queue);
        }
    }
}
