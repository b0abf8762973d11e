using EventEdge.Cli;
using EventEdge.EdgeBridge.Mqtt.External;

namespace EventEdge.Settings;

/// <summary>Reads where an external MQTT broker is, and who the node is there.</summary>
internal static class BrokerSettings
{
    // How clients of the embedded broker come in; beside another broker it does not run.
    private static readonly Setting[] OfEmbedded =
    [
        KnownSettings.Mqtt, KnownSettings.Mqtts, KnownSettings.MqttWs, KnownSettings.MqttWss, KnownSettings.PasswordFile,
        KnownSettings.AclFile,
        KnownSettings.TlsClientCa, KnownSettings.TlsClientCrl, .. ListenerSettings.All,
    ];

    /// <summary>The external broker; null where the node has its own.</summary>
    public static ExternalBrokerOptions? From(ResolvedSettings settings)
    {
        var address = settings.Address(KnownSettings.Broker, "mqtt://127.0.0.1:1884", "mqtt", "mqtts", "ws", "wss");
        Require(settings, address);
        if (address is not null && OfEmbedded.FirstOrDefault(setting => settings.Text(setting) is not null) is { } idle)
            throw CommandFailure.BadInput($"{idle.Flag} would change nothing: with {KnownSettings.Broker.Flag} sensors connect to that "
                + "broker, and the embedded one does not run; leave one of the two out");
        return address is null ? null : Options(settings, address);
    }

    /// <summary>The broker that a tool talks to beside any node: that of a node which has its own, where none is named.</summary>
    public static ExternalBrokerOptions OfTool(ResolvedSettings settings)
    {
        var address = settings.Address(KnownSettings.Broker, "mqtt://127.0.0.1:1884", "mqtt", "mqtts", "ws", "wss")
            ?? new Uri("mqtt://127.0.0.1:1883");
        Require(settings, address);
        return Options(settings, address);
    }

    private static ExternalBrokerOptions Options(ResolvedSettings settings, Uri address)
    {
        var isWebSocket = address.Scheme is "ws" or "wss";
        return new()
        {
            Node = NodeName.From(settings),
            Host = address.DnsSafeHost,
            Port = address.Port > 0 ? address.Port : address.Scheme == "mqtts" ? 8883 : 1883,
            Tls = address.Scheme is "mqtts" or "wss",
            WebSocketPath = isWebSocket ? address.PathAndQuery is "/" ? "/mqtt" : address.PathAndQuery : null,
            Username = settings.Text(KnownSettings.BrokerUser),
            PasswordFile = settings.Text(KnownSettings.BrokerPasswordFile),
            AuthorityFile = settings.Text(KnownSettings.BrokerCa),
            CertificateFile = settings.Text(KnownSettings.BrokerCertificate),
            KeyFile = settings.Text(KnownSettings.BrokerKey),
            ClientId = settings.Text(KnownSettings.BrokerClientId),
        };
    }

    // A flag without the one it depends on would be passed over without a word.
    private static void Require(ResolvedSettings settings, Uri? address)
    {
        foreach (var setting in KnownSettings.Brokers.Where(one => one != KnownSettings.Broker && settings.Text(one) is not null))
        {
            if (address is null) throw CommandFailure.BadInput(
                $"{setting.Flag}: there is no external broker; give its address with {KnownSettings.Broker.Flag}");
            var isOfTls = setting == KnownSettings.BrokerCa || setting == KnownSettings.BrokerCertificate
                || setting == KnownSettings.BrokerKey;
            if (isOfTls && address.Scheme is not ("mqtts" or "wss")) throw CommandFailure.BadInput(
                $"{setting.Flag}: certificates need TLS; use mqtts:// or wss:// with {KnownSettings.Broker.Flag}");
        }

        Need(settings, KnownSettings.BrokerPasswordFile, KnownSettings.BrokerUser);
        Need(settings, KnownSettings.BrokerKey, KnownSettings.BrokerCertificate);
    }

    private static void Need(ResolvedSettings settings, Setting given, Setting needed)
    {
        if (settings.Text(given) is not null && settings.Text(needed) is null)
            throw CommandFailure.BadInput($"{given.Flag}: needs {needed.Flag}");
    }
}
