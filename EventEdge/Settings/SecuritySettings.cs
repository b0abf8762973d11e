using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Security;

namespace EventEdge.Settings;

/// <summary>Reads how the listeners of a node are guarded.</summary>
internal static class SecuritySettings
{
    private static readonly (Setting Setting, MqttTransport Transport, string Example)[] FurtherListeners =
    [
        (KnownSettings.Mqtts, MqttTransport.Tls, "0.0.0.0:8883"),
        (KnownSettings.MqttWs, MqttTransport.WebSocket, "127.0.0.1:9001"),
        (KnownSettings.MqttWss, MqttTransport.SecureWebSocket, "0.0.0.0:9443"),
    ];

    /// <summary>The settings that name a file which is nobody else's business.</summary>
    public static readonly Setting[] Secrets =
    [
        KnownSettings.PasswordFile, KnownSettings.AclFile, KnownSettings.TlsKey, KnownSettings.HttpTokenFile,
        KnownSettings.MqttPasswordFile,
        KnownSettings.BrokerPasswordFile, KnownSettings.BrokerCertificate, KnownSettings.BrokerKey, KnownSettings.RabbitMqPasswordFile,
        TelemetrySettings.HeadersFile,
        KnownSettings.Config,
    ];

    /// <summary>Every file of the settings that is nobody else's business.</summary>
    public static IEnumerable<string> SecretFiles(ResolvedSettings settings) => Secrets.Select(settings.Text).OfType<string>();

    /// <summary>Where the embedded broker listens besides plain MQTT.</summary>
    public static IEnumerable<MqttEndpoint> Endpoints(ResolvedSettings settings)
    {
        foreach (var (setting, transport, example) in FurtherListeners)
        {
            if (settings.OptionalAddress(setting, example) is { } address) yield return new(address.Host, address.Port, transport);
        }
    }

    /// <summary>Who may ask a cloud node over HTTP.</summary>
    public static SecurityOptions Cloud(ResolvedSettings settings)
    {
        RequirePair(settings);
        RequireTls(settings, KnownSettings.TlsCertificate, $"{KnownSettings.Http.Flag} beyond loopback", IsHttps(settings));
        return Http(settings);
    }

    /// <summary>Who may come in at an edge node, and what they may do.</summary>
    public static SecurityOptions Edge(ResolvedSettings settings)
    {
        RequirePair(settings);
        Require(settings, KnownSettings.TlsClientCa, "certificates of clients need TLS", KnownSettings.TlsCertificate);
        Require(settings, KnownSettings.TlsClientCrl, "it takes back what those authorities have signed", KnownSettings.TlsClientCa);
        Require(settings, KnownSettings.PasswordFile, "clients would have a name and might do nothing", KnownSettings.AclFile);
        Require(settings, KnownSettings.TlsClientCa, "clients would have a name and might do nothing", KnownSettings.AclFile);
        Require(settings, KnownSettings.AclFile, "without either clients have no name that it could allow something",
            KnownSettings.PasswordFile, KnownSettings.TlsClientCa);
        var isMqtts = settings.Text(KnownSettings.Mqtts) is not null || settings.Text(KnownSettings.MqttWss) is not null;
        var mqtts = $"{KnownSettings.Mqtts.Flag} or {KnownSettings.MqttWss.Flag}";
        RequireTls(settings, KnownSettings.TlsCertificate, $"{mqtts}, or {KnownSettings.Http.Flag} beyond loopback",
            isMqtts || IsHttps(settings));
        RequireTls(settings, KnownSettings.TlsClientCa, mqtts, isMqtts);
        return Http(settings) with
        {
            PasswordFile = settings.Text(KnownSettings.PasswordFile),
            AclFile = settings.Text(KnownSettings.AclFile),
            TlsClientCa = settings.Text(KnownSettings.TlsClientCa),
            TlsClientCrl = settings.Text(KnownSettings.TlsClientCrl),
        };
    }

    private static SecurityOptions Http(ResolvedSettings settings) => new()
    {
        TlsCertificate = settings.Text(KnownSettings.TlsCertificate),
        TlsKey = settings.Text(KnownSettings.TlsKey),
        HttpTokenFile = settings.Text(KnownSettings.HttpTokenFile),
    };

    private static void RequirePair(ResolvedSettings settings)
    {
        const string Reason = "a certificate and its key belong together";
        Require(settings, KnownSettings.TlsCertificate, Reason, KnownSettings.TlsKey);
        Require(settings, KnownSettings.TlsKey, Reason, KnownSettings.TlsCertificate);
    }

    private static void Require(ResolvedSettings settings, Setting given, string reason, params ReadOnlySpan<Setting> oneOf)
    {
        if (settings.Text(given) is null) return;
        foreach (var setting in oneOf)
        {
            if (settings.Text(setting) is not null) return;
        }

        throw CommandFailure.BadInput(
            $"{given.Flag} needs {string.Join(" or ", oneOf.ToArray().Select(setting => setting.Flag))}: {reason}");
    }

    private static bool IsHttps(ResolvedSettings settings) => !settings.Address(KnownSettings.Http, "127.0.0.1:8080").IsLoopback;

    private static void RequireTls(ResolvedSettings settings, Setting setting, string where, bool isUsed)
    {
        if (settings.Text(setting) is not null && !isUsed)
            throw CommandFailure.BadInput($"{setting.Flag} would change nothing: nothing listens with TLS; give {where}");
    }
}
