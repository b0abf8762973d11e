
namespace EventEdge.Listening;

/// <summary>Messages of an MQTT broker, for a while. Life: opened by <c>NodeFactories</c>, SubscribeAsync, DisposeAsync.</summary>
internal interface IMqttListening : IAsyncDisposable
{
    /// <summary>Completes, with the reason, when the broker has ended the connection.</summary>
    Task<string> Ended { get; }

    /// <summary>Asks for the messages of a filter, retained ones too.</summary>
    /// <remarks>Throws <see cref="Cli.CommandFailure"/> when the broker refuses.</remarks>
    Task SubscribeAsync(string filter, CancellationToken cancellation);
}
