using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Status;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// Takes what leaves the dispatcher: results to the outbox, local results to the MQTT listener, failures to the dead letters.
/// </summary>
internal sealed class EdgeOutput(
    ResultOutbox outbox, DeadLetterStore deadLetters, RecentResults recent, PendingRequests requests, ILogger logger)
    : IDispatchOutput
{
    private IMqttEndpoint? _endpoint;
    private CancellationToken _stop;
    private long _localLost;

    /// <summary>Local results that the listener could not take.</summary>
    public long LocalLost => Volatile.Read(ref _localLost);

    /// <summary>
    /// The listener is built after the dispatcher that feeds it. <paramref name="stop"/> ends a wait for room in the outbox.
    /// </summary>
    public void Attach(IMqttEndpoint endpoint, CancellationToken stop)
    {
        _endpoint = endpoint;
        _stop = stop;
    }

    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
    {
        // An empty commit only moves the cursor, which a binding without a journal does not have.
        if (points.Count == 0 && cursor == 0) return;
        CrashPoint.Reach(CrashPoint.InFunction);
        var spans = OutboxSpans.Begin(binding.Name, ref points);
        outbox.Commit(binding, cursor, priority, points, _stop);
        spans.End();
        CrashPoint.Reach(CrashPoint.OutputCommitted);
        foreach (var point in points) recent.Add(binding.Name, point);
    }

    public string? Refusal(BindingIdentity binding, Point point) => outbox.Refusal(binding, point);

    public void PublishLocal(LocalMessage message)
    {
        if (_endpoint is not null && _endpoint.TryPublish(message)) return;
        var lost = Interlocked.Increment(ref _localLost);
        if ((lost & (lost - 1)) == 0) EdgeTelemetry.LocalResultsLost(logger, lost);
    }

    public void DeadLetter(DeadLetter deadLetter) => deadLetters.Add(deadLetter);

    public void Reply(RequestReply reply) => requests.Complete(reply);
}
