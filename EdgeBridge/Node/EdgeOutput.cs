using EventEdge.Contracts.Faults;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Announcements;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.EdgeBridge.Status;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Node;

/// <summary>
/// Takes what leaves the dispatcher: results to the outbox, local results to the MQTT listener, failures to the dead letters.
/// </summary>
internal sealed class EdgeOutput : IDispatchOutput
{
    private readonly ResultOutbox _outbox;
    private readonly DeadLetterStore _deadLetters;
    private readonly RecentResults _recent;
    private readonly PendingRequests _requests;
    private readonly ILogger _logger;
    private readonly ResultAnnouncements _announcements;
    private readonly RequestPauses _pauses;
    private IMqttEndpoint? _endpoint;
    private SparkplugPresences? _presences;
    private CancellationToken _stop;
    private long _localLost;

    /// <param name="stores">Where results and failures go.</param>
    /// <param name="recent">Who shows results.</param>
    /// <param name="requests">Who waits for answers.</param>
    /// <param name="folder">Where announcements are remembered.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public EdgeOutput(
        EdgeStores stores, RecentResults recent, PendingRequests requests, string folder, TimeProvider time, ILogger logger)
    {
        (_outbox, _deadLetters, _recent, _requests, _logger) = (stores.Outbox, stores.DeadLetters, recent, requests, logger);
        _pauses = new(time);
        var announced = new AnnouncedTopics(Path.Combine(folder, "announced.txt"));
        _announcements = new(announced, message => _endpoint?.TryPublish(message) == true, time, logger);
    }

    /// <summary>Local results that the listener or an edge node of Sparkplug could not take.</summary>
    public long LocalLost => Volatile.Read(ref _localLost) + (_presences?.Lost ?? 0);

    /// <summary>
    /// The listener is built after the dispatcher that feeds it. <paramref name="stop"/> ends a wait for room in the outbox.
    /// </summary>
    public void Attach(IMqttEndpoint endpoint, SparkplugPresences presences, CancellationToken stop)
    {
        _endpoint = endpoint;
        _presences = presences;
        _stop = stop;
        _ = _announcements.RunAsync(stop);
    }

    /// <summary>The intake with somebody in front of it who notices whom results have to be announced to.</summary>
    public IMessageIntake Watch(IMessageIntake intake) => new BirthIntake(intake, _announcements);

    /// <summary>Other bindings are in force; gives what is to be listened to.</summary>
    public IReadOnlyList<TopicSubscription> Use(Dispatcher dispatcher)
    {
        _announcements.Use(dispatcher.Declared);
        return [.. dispatcher.Filters.Select(f => new TopicSubscription(f.Filter, f.Qos, f.Binding)),
            .. _announcements.BirthTopics.Select(topic => new TopicSubscription(topic, 0))];
    }

    public void Announce(Announcement announcement) => _announcements.Announce(announcement);

    public void Commit(BindingIdentity binding, long cursor, DeliveryClass priority, IReadOnlyList<Point> points)
    {
        // An empty commit only moves the cursor, which a binding without a journal does not have.
        if (points.Count == 0 && cursor == 0) return;
        CrashPoint.Reach(CrashPoint.InFunction);
        var spans = OutboxSpans.Begin(binding.Name, ref points);
        _outbox.Commit(binding, cursor, priority, points, _stop);
        spans.End();
        CrashPoint.Reach(CrashPoint.OutputCommitted);
        foreach (var point in points) _recent.Add(binding.Name, point);
    }

    public string? Refusal(BindingIdentity binding, Point point) => _outbox.Refusal(binding, point);

    public void PublishLocal(LocalMessage message)
    {
        var isTaken = message.EdgeNode is null ? _endpoint?.TryPublish(message) : _presences?.TryPublish(message);
        if (isTaken == true) return;
        var lost = Interlocked.Increment(ref _localLost);
        if ((lost & (lost - 1)) == 0) EdgeTelemetry.LocalResultsLost(_logger, lost);
    }

    // What nobody takes is asked again: its answer does not come.
    public void Request(SenderRequest request)
    {
        if (_pauses.IsDue(request.Topic))
            _endpoint?.TryPublish(new(request.Topic, request.Payload, Retain: false, request.Binding) { Qos = 0 });
    }

    public void DeadLetter(DeadLetter deadLetter) => _deadLetters.Add(deadLetter);

    public void Reply(RequestReply reply) => _requests.Complete(reply);
}
