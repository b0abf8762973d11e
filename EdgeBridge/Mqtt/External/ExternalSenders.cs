using EventEdge.EdgeBridge.Mqtt.External.Loops;
using EventEdge.EdgeBridge.Mqtt.Senders;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Opens connections of senders at the external broker, each with the most that it takes: see <see cref="ConnectTerms"/>.
/// </summary>
internal sealed class ExternalSenders(
    ExternalBrokerOptions options, Func<Task<ExternalSession>> connected, HopLevels hops, SenderTopics topics)
{
    /// <inheritdoc cref="ISenderEndpoint.ConnectAsync"/>
    public async Task<ISenderConnection> ConnectAsync(SenderTerms terms, CancellationToken cancellation)
    {
        topics.Add(terms);
        var node = await connected().WaitAsync(cancellation).ConfigureAwait(false);
        for (var asked = ConnectTerms.Best; ;)
        {
            var sender = new ExternalSender(options, hops);
            try
            {
                await sender.OpenAsync(terms, asked, cancellation).ConfigureAwait(false);
                if (terms.EndsWithNode) _ = EndWithAsync(sender, node);
                return sender;
            }
            catch (Exception error)
            {
                await sender.DisposeAsync().ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                asked = asked.After(error) ?? throw new MqttListenerException(error.GetBaseException().Message, error);
            }
        }
    }

    private static async Task EndWithAsync(ExternalSender sender, ExternalSession node)
    {
        await Task.WhenAny(sender.Ended, node.Ended).ConfigureAwait(false);
        sender.End("the node's own connection has ended");
    }
}
