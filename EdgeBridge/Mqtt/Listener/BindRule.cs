using System.Net;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>Where the broker may listen: beyond this machine only where every client has to say who it is.</summary>
internal static class BindRule
{
    /// <exception cref="MqttListenerException">It may not; one line says what is missing.</exception>
    public static void Require(MqttEndpoint endpoint, SecurityOptions security)
    {
        if (endpoint.IsSecure && security.TlsCertificate is null)
            throw new MqttListenerException($"TLS on {endpoint} needs a certificate: give tls_certificate and tls_key");
        if (IPAddress.IsLoopback(endpoint.Address) || security.PasswordFile is not null) return;
        if (!security.KnowsIdentities)
        {
            throw new MqttListenerException(
                $"the embedded broker cannot listen on {endpoint}: without a password_file or a tls_client_ca it does not know who is "
                    + "there, so only loopback is allowed");
        }

        if (!endpoint.IsSecure) throw new MqttListenerException($"the embedded broker cannot listen on {endpoint} without TLS: "
            + "clients have certificates only (tls_client_ca), no password_file");
    }
}
