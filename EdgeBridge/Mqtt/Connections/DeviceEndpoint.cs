using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.Connections;

/// <summary>What all connections of the embedded broker share.</summary>
internal sealed class DeviceEndpoint(
    EmbeddedBrokerOptions options, IMessageIntake intake, AccessControl gate, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>The limits.</summary>
    public EmbeddedBrokerOptions Options => options;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Where log lines go.</summary>
    public ILogger Logger => logger;

    /// <summary>Cancelled when the broker stops.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Where messages go.</summary>
    public IMessageIntake Intake => intake;

    /// <summary>Who comes in, and what they may do.</summary>
    public AccessControl Gate => gate;

    /// <summary>How many are connected.</summary>
    public ConnectionSlots Slots { get; } = new(options.ConnectionLimit, options.AddressConnectionLimit);

    /// <summary>What local clients want to hear.</summary>
    public SubscriptionTree Subscriptions { get; } = new();

    /// <summary>What is kept for later subscribers.</summary>
    public RetainedStore Retained { get; } = new(options, time, logger);

    /// <summary>The last word before the broker stops.</summary>
    public DisconnectNotice DisconnectNotice { get; } = new();

    /// <summary>What was given up for want of room.</summary>
    public DropCounts Drops { get; } = new(logger);

    /// <summary>
    /// Hands a message to local subscribers; does not wait. The task is that of a retained one: whether the disk has it, or a later one of
    /// its topic. It never fails.
    /// </summary>
    public required Func<RoutedMessage, Task<bool>> Route { get; init; }

    /// <summary>Hands a message over; an intake that throws at once is an intake that did not take it.</summary>
    public ValueTask<bool> Accept(in ReceivedMessage message) => Accept(message, stopping);

    /// <summary>The same with a limit of its own for the wait for room.</summary>
    public ValueTask<bool> Accept(in ReceivedMessage message, CancellationToken limit)
    {
        try
        {
            return intake.AcceptAsync(message, limit);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<bool>(error);
        }
    }
}
