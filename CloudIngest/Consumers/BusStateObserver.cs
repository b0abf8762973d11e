using MassTransit;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>Says once that the broker is gone and once that every queue is listened to again, whatever the bus tries in between.</summary>
internal sealed class BusStateObserver(ILogger log) : IReceiveEndpointObserver
{
    private readonly Lock _gate = new();
    private readonly HashSet<Uri> _down = [];

    /// <inheritdoc />
    public Task Ready(ReceiveEndpointReady ready)
    {
        lock (_gate)
        {
            if (_down.Remove(ready.InputAddress) && _down.Count == 0) log.BusUp();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        lock (_gate)
        {
            if (_down.Count == 0) log.BusLost(faulted.Exception?.GetBaseException().Message ?? "no reason given");
            _down.Add(faulted.InputAddress);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    /// <inheritdoc />
    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;
}
