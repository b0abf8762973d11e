using System.Threading.Channels;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Mqtt.Senders;

/// <summary>
/// A connection of a sender. Life: PublishAsync any number of times, one at a time; CloseAsync or not; DisposeAsync, after which a
/// connection that was not closed is lost, and its will is published.
/// </summary>
internal interface ISenderConnection : IAsyncDisposable
{
    /// <summary>Completes with the reason when it has ended.</summary>
    Task<string> Ended { get; }

    /// <summary>What has come on its topics. Bounded: what comes while it is full is dropped.</summary>
    ChannelReader<Arrival> Arrivals { get; }

    /// <summary>Publishes; messages go out in the order of the calls.</summary>
    /// <exception cref="Exception">The connection is lost, or the broker does not take the message in time.</exception>
    Task PublishAsync(LocalMessage message, CancellationToken cancellation);

    /// <summary>Says goodbye. With <paramref name="publishesWill"/> the broker is asked to publish the will all the same, where it can be
    /// asked (MQTT 5).</summary>
    Task CloseAsync(bool publishesWill, CancellationToken cancellation);
}
