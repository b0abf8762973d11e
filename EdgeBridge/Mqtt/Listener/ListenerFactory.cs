using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>Goes through what lies around MQTT on a new connection: TLS, WebSocket, both or nothing; within a time limit.</summary>
internal sealed class ListenerFactory(MqttEndpoint endpoint, DeviceEndpoint devices)
{
    /// <summary>Opens the connection; false when the other side does not speak what this listener speaks, or may not.</summary>
    public async Task<bool> OpenAsync(DeviceLink link)
    {
        if (endpoint.Transport == MqttTransport.Tcp) return true;
        using var timer = new CancellationTokenSource(devices.Options.HandshakeTimeLimit, devices.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, devices.Stopping);
        try
        {
            if (endpoint.IsSecure) await SecureAsync(link, devices.Gate.Tls!, limit.Token).ConfigureAwait(false);
            if (endpoint.IsWebSocket)
                link.Stream = await WebSocketUpgrade.AcceptAsync(link.Stream, Rules(), limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException
            or ObjectDisposedException or InvalidDataException)
        {
            var reason = error is OperationCanceledException ? "not in time" : error.GetBaseException().Message;
            devices.Gate.Audit.Record(AuditEvent.Handshake, allowed: false, new() { Peer = link.Peer.ToString(), Reason = reason });
            if (error is InvalidDataException) await PartAsync(link).ConfigureAwait(false);
            return false;
        }
    }

    // It has an answer, and may have sent more than was read.
    private async Task PartAsync(DeviceLink link)
    {
        using var limit = new CancellationTokenSource(DeviceSocket.PartingTimeLimit, devices.Time);
        link.EndSending();
        await link.DrainAsync(limit.Token).ConfigureAwait(false);
    }

    private UpgradeRules Rules() =>
        new(endpoint.IsSecure ? "https" : "http", devices.Gate.Options.KnowsIdentities, devices.Options.WebSocketOrigins);

    private static async Task SecureAsync(DeviceLink link, TlsGuard tls, CancellationToken cancellation)
    {
        var secure = new SslStream(link.Stream, leaveInnerStreamOpen: false);
        link.Stream = secure;
        await secure.AuthenticateAsServerAsync(tls.Options(sent => link.Intermediates = sent), cancellation).ConfigureAwait(false);
        link.IsSecure = true;
        link.Certificate = secure.RemoteCertificate as X509Certificate2;
    }
}
