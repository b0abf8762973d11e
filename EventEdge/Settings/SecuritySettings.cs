using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.Settings;

/// <summary>Reads how the doors of a node are guarded.</summary>
internal static class SecuritySettings
{
    private static readonly (Setting Setting, MqttTransport Transport, string Example)[] FurtherDoors =
    [
        (KnownSettings.Mqtts, MqttTransport.Tls, "0.0.0.0:8883"),
        (KnownSettings.MqttWs, MqttTransport.WebSocket, "127.0.0.1:9001"),
        (KnownSettings.MqttWss, MqttTransport.SecureWebSocket, "0.0.0.0:9443"),
    ];

    /// <summary>The settings that name a file which is nobody else's business.</summary>
    public static readonly Setting[] Secrets =
    [
        KnownSettings.PasswordFile, KnownSettings.AclFile, KnownSettings.TlsKey, KnownSettings.HttpTokenFile, KnownSettings.MqttPasswordFile,
        KnownSettings.BrokerPasswordFile, KnownSettings.BrokerCertificate, KnownSettings.BrokerKey, KnownSettings.RabbitMqPasswordFile, KnownSettings.StoreTokenFile,
        KnownSettings.Config,
    ];

    /// <summary>Every file of the settings that is nobody else's business.</summary>
    public static IEnumerable<string> SecretFiles(ResolvedSettings settings) => Secrets.Select(settings.Text).OfType<string>();

    /// <summary>Where the embedded broker listens besides plain MQTT.</summary>
    public static IEnumerable<MqttEndpoint> Endpoints(ResolvedSettings settings)
    {
        foreach (var (setting, transport, example) in FurtherDoors)
        {
            if (settings.OptionalAddress(setting, example) is { } address) yield return new(address.Host, address.Port, transport);
        }
    }

    /// <summary>Who may ask over HTTP.</summary>
    public static SecurityOptions Http(ResolvedSettings settings) => new()
    {
        TlsCertificate = settings.Text(KnownSettings.TlsCertificate),
        TlsKey = settings.Text(KnownSettings.TlsKey),
        HttpTokenFile = settings.Text(KnownSettings.HttpTokenFile),
    };

    /// <summary>Who may come in, and what they may do.</summary>
    public static SecurityOptions Security(ResolvedSettings settings) => Http(settings) with
    {
        PasswordFile = settings.Text(KnownSettings.PasswordFile),
        AclFile = settings.Text(KnownSettings.AclFile),
        TlsClientCa = settings.Text(KnownSettings.TlsClientCa),
        TlsClientCrl = settings.Text(KnownSettings.TlsClientCrl),
    };
}
