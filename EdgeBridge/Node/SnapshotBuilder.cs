using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.EdgeBridge.Node;

/// <summary>Gathers a node's state into one snapshot whose numbers belong together.</summary>
internal static class SnapshotBuilder
{
    public static EdgeSnapshot Build(
        EdgeOptions options,
        TimeProvider time,
        DispatchLoop pipeline,
        EdgeStores stores,
        VolatileQueue queue,
        EdgeRecovery recovery,
        ConfigurationSource configuration,
        MessageIntake intake,
        IMqttEndpoint mqtt,
        IUplink uplink,
        string? failure)
    {
        var endpoint = new IntakeCount(intake);
        return pipeline.Observe(dispatcher =>
        {
            var unexplained = endpoint.Unexplained(pipeline.Dispatched + pipeline.Waiting);
            var inFlight = queue.Count + Math.Max(0, stores.Journal.NextSequence - 1 - dispatcher.Position);
            IReadOnlyList<LedgerEntry> versions = [
                .. dispatcher.Bindings.Select(b => LedgerEntry.Of(b).With(stores.Outbox, b.Identity.Version))];
            return new EdgeSnapshot
            {
                Node = options.Node,
                At = time.GetUtcNow(),
                MessagesReceived = recovery.Counters.Messages + inFlight,
                IngressBytes = recovery.Counters.Bytes,
                Matched = dispatcher.Matched,
                Unmatched = dispatcher.Unmatched,
                Resent = recovery.Retransmissions.Resent,
                InFlight = inFlight,
                Unexplained = unexplained,
                Bindings = [.. dispatcher.Bindings.Zip(
                    versions, (b, entry) => recovery.Ended.WithEnded(entry, b.Identity, dispatcher, stores.Outbox))],
                Versions = versions,
                Disabled = [.. dispatcher.Bindings.Where(b => b.Disabled is not null)
                    .Select(b => new DisabledEntry(b.Identity.Name, b.Disabled!.Reason))],
                Troubled = [
                    .. dispatcher.Bindings.Where(b => b.Trouble is not null).Select(b => new TroubleEntry(b.Identity.Name, b.Trouble!))],
                Functions = [
                    .. dispatcher.Bindings.Where(b => b.Usage is not null).Select(b => new FunctionEntry(b.Identity.Name, b.Usage!))],
                Timers = [.. dispatcher.Bindings.Where(b => b.Config?.Trigger is TimerTriggerConfig)
                    .Select(b => new TimerEntry(b.Identity.Name, b.Missed))],
                Outbox = stores.Outbox.Depth,
                OutboxDepthMax = stores.Outbox.MaxPointsWaiting,
                JournalBytes = stores.Journal.Bytes,
                JournalLimitBytes = options.JournalLimitBytes,
                OutboxLimitBytes = options.OutboxLimitBytes,
                UplinkBytes = uplink.Bytes,
                UplinkFrames = uplink.Frames,
                Uplink = uplink.State,
                UplinkError = uplink.LastError,
                MqttUp = mqtt.IsUp,
                MqttBroker = mqtt.Broker,
                NotReady = failure ?? intake.Refusal ?? stores.Trouble ?? recovery.Hang,
                DeadLetters = stores.DeadLetters.Count,
                DeadLettersLost = stores.DeadLetters.Lost,
                ConfigurationError = configuration.Problem,
                ConfigurationChanging = dispatcher.IsChanging,
            };
        });
    }
}
