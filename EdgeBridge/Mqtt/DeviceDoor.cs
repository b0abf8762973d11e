using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Security;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>What all connections of the embedded broker share.</summary>
internal sealed class DeviceDoor(
    EmbeddedBrokerOptions options, IMessageIntake intake, Gatekeeper gate, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>The limits.</summary>
    public EmbeddedBrokerOptions Options => options;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Where log lines go.</summary>
    public ILogger Logger => logger;

    /// <summary>Cancelled when the broker stops.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Who comes in, and what they may do.</summary>
    public Gatekeeper Gate => gate;

    /// <summary>How many are connected.</summary>
    public ConnectionSeats Seats { get; } = new(options.ConnectionLimit, options.AddressConnectionLimit);

    /// <summary>What local clients want to hear.</summary>
    public SubscriptionTree Subscriptions { get; } = new();

    /// <summary>What is kept for later subscribers.</summary>
    public RetainedStore Retained { get; } = new(new(options.RetainedCountLimit, options.RetainedBytesLimit), options.RetainedFile, time, logger);

    /// <summary>The last word before the broker stops.</summary>
    public Farewell Farewell { get; } = new();

    /// <summary>Hands a message to local subscribers; does not wait.</summary>
    public required Action<RoutedMessage> Route { get; init; }

    /// <summary>Hands a message over; an intake that throws at once is an intake that did not take it.</summary>
    public ValueTask<bool> Accept(in ReceivedMessage message)
    {
        try
        {
            return intake.AcceptAsync(message, stopping);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<bool>(error);
        }
    }
}
