using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;
using EventEdge.Hosting.Retries;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>
/// The state of a host application, as edge nodes wait for it: retained, with a will of the same timestamp. It is said once the node's own
/// connection, over which the data come, is there, and is withdrawn with it. Life: RunAsync once, until it is cancelled.
/// </summary>
internal sealed class HostPresence(ISenderEndpoint endpoint, SparkplugHost host, TimeProvider time, ILogger logger) : IPresence
{
    private readonly string _topic = SparkplugTopic.StateOf(host.Id);

    /// <inheritdoc />
    public async Task<ConnectionEnd> ConnectAsync(CancellationToken cancellation)
    {
        // Nobody sees it before the connection is there; the broker's clock may be another, and the latest statement counts.
        var since = time.GetUtcNow().ToUnixTimeMilliseconds();
        var terms = new SenderTerms($"host-{host.Id}", Say(false, since), [_topic]) { EndsWithNode = true };
        var connection = await endpoint.ConnectAsync(terms, cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.PublishAsync(Say(true, since), cancellation).ConfigureAwait(false);
            logger.HostIsOnline(host.Id);
            try
            {
                return new(await FollowAsync(connection, since, cancellation).ConfigureAwait(false), Held: true);
            }
            finally
            {
                if (cancellation.IsCancellationRequested || !connection.Ended.IsCompleted)
                    await LeaveAsync(connection).ConfigureAwait(false);
            }
        }
    }

    // Somebody may say in its name that it is gone, such as the broker with the will of a connection before this one.
    private async Task<string> FollowAsync(ISenderConnection connection, long since, CancellationToken cancellation)
    {
        while (true)
        {
            while (connection.Arrivals.TryRead(out var arrival))
            {
                if (SparkplugState.Read(arrival.Payload) is { IsOnline: false })
                    await connection.PublishAsync(Say(true, since), cancellation).ConfigureAwait(false);
            }

            var arriving = connection.Arrivals.WaitToReadAsync(cancellation).AsTask();
            await Task.WhenAny(arriving, connection.Ended).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (connection.Ended.IsCompleted) return await connection.Ended.ConfigureAwait(false);
        }
    }

    private async Task LeaveAsync(ISenderConnection connection)
    {
        using var limit = new CancellationTokenSource(PresenceRun.LeaveLimit, time);
        try
        {
            await connection.PublishAsync(Say(false, time.GetUtcNow().ToUnixTimeMilliseconds()), limit.Token).ConfigureAwait(false);
            await connection.CloseAsync(publishesWill: false, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The broker publishes the will instead.
            logger.NotLeft(error, _topic);
        }
    }

    private LocalMessage Say(bool isOnline, long timestamp) =>
        new(_topic, new SparkplugState(isOnline, timestamp).ToBytes(), Retain: true);
}
