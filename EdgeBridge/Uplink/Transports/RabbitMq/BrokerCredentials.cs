using EventEdge.Contracts.Bus;
using RabbitMQ.Client;

namespace EventEdge.EdgeBridge.Uplink.Transports.RabbitMq;

/// <summary>User and password for each new connection, read anew, so that a rotated password takes effect without a restart.</summary>
internal sealed class BrokerCredentials(RabbitMqOptions options) : ICredentialsProvider
{
    /// <inheritdoc />
    public string Name => "eventedge";

    /// <inheritdoc />
    /// <exception cref="IOException">The password file cannot be read.</exception>
    public Task<Credentials> GetCredentialsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new Credentials(Name, options.User, options.ReadPassword(), validUntil: null));
}
