using System.Diagnostics;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Messages;

namespace EventEdge.EdgeBridge.Intake;

/// <summary>
/// Decides which messages have spans: those whose sender has sampled them, and of those that come without a trace a share. Any thread.
/// </summary>
/// <param name="ratio">That share, 0 to 1.</param>
internal sealed class IntakeTraces(double ratio)
{
    /// <summary>Begins a message's first span; null for nearly all of them.</summary>
    public Activity? Begin(in ReceivedMessage message)
    {
        if (!EventTrace.IsOn) return null;
        var span = message.Trace is { } parent ? EventTrace.Start("receive", parent, ActivityKind.Consumer)
            : ratio > 0 && Random.Shared.NextDouble() < ratio ? EventTrace.StartRoot("receive")
            : null;
        return span is null ? null : Describe(span, message);
    }

    private static Activity Describe(Activity span, in ReceivedMessage message) => span
        .SetTag("messaging.system", "mqtt")
        .SetTag("messaging.destination.name", message.Topic)
        .SetTag("messaging.message.body.size", message.Payload.Length)
        .SetTag("messaging.client.id", message.ClientId)
        .SetTag("eventedge.qos", message.Qos);
}
