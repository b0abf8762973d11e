using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>Builds the CONNECT of the external session: MQTT 5, session kept, last will, credentials, TLS.</summary>
internal static class ExternalConnect
{
    /// <exception cref="IOException">The password or authority file cannot be read.</exception>
    public static MqttClientOptions Build(ExternalBrokerOptions options, NodeStatus status, DateTimeOffset now)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Host, options.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(options.ClientId ?? $"eventedge-{options.Node}")
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)Math.Clamp(options.SessionExpiry.TotalSeconds, 1, uint.MaxValue))
            .WithReceiveMaximum(options.ReceiveMaximum)
            .WithTimeout(options.TimeLimit)
            .WithWillTopic(status.Topic)
            .WithWillPayload(status.Offline(now))
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain();
        if (options.Username is not null) builder = builder.WithCredentials(options.Username, ReadPassword(options.PasswordFile));
        if (options.Tls) builder = builder.WithTlsOptions(tls => UseTls(tls, options.AuthorityFile));
        return builder.Build();
    }

    private static string? ReadPassword(string? file) => file is null ? null : File.ReadAllText(file).TrimEnd('\r', '\n');

    private static void UseTls(MqttClientTlsOptionsBuilder tls, string? authorityFile)
    {
        tls.UseTls().WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13);
        if (authorityFile is null) return;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authorityFile);
        tls.WithTrustChain(authorities);
    }
}
