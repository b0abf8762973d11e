using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventEdge.EdgeBridge.Mqtt.Senders;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Builds the CONNECT of the external session, which is kept, and of senders, whose sessions are not: last will, credentials, TLS,
/// WebSocket.
/// </summary>
internal static class ExternalConnect
{
    /// <exception cref="IOException">A password, authority, certificate or key file cannot be read.</exception>
    /// <exception cref="CryptographicException">A certificate or key file does not hold one.</exception>
    public static MqttClientOptions Build(ExternalBrokerOptions options, ConnectTerms terms, NodeStatus status, DateTimeOffset now)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(terms.Version)
            .WithTimeout(options.TimeLimit)
            .WithClientId(options.ClientIdInUse)
            .WithWillTopic(status.Topic)
            .WithWillPayload(status.Offline(now))
            .WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)terms.WillQos)
            .WithWillRetain(terms.WillRetained);
        builder = terms.Version == MqttProtocolVersion.V500
            ? builder.WithCleanStart(false).WithReceiveMaximum(options.ReceiveMaximum)
                .WithSessionExpiryInterval((uint)Math.Clamp(options.SessionExpiry.TotalSeconds, 1, uint.MaxValue))
            : builder.WithCleanSession(false);
        return Reach(builder, options).Build();
    }

    /// <summary>The CONNECT of who only listens for a while: nothing is kept at the broker, and no last will left there.</summary>
    /// <exception cref="IOException">A password, authority, certificate or key file cannot be read.</exception>
    /// <exception cref="CryptographicException">A certificate or key file does not hold one.</exception>
    public static MqttClientOptions BuildListening(ExternalBrokerOptions options, MqttProtocolVersion version)
    {
        var builder = new MqttClientOptionsBuilder().WithProtocolVersion(version).WithClientId(options.ClientIdInUse)
            .WithTimeout(options.TimeLimit);
        builder = version == MqttProtocolVersion.V500
            ? builder.WithCleanStart().WithReceiveMaximum(options.ReceiveMaximum)
            : builder.WithCleanSession();
        return Reach(builder, options).Build();
    }

    /// <summary>The same of a sender.</summary>
    /// <exception cref="IOException">A password, authority, certificate or key file cannot be read.</exception>
    /// <exception cref="CryptographicException">A certificate or key file does not hold one.</exception>
    public static MqttClientOptions Build(ExternalBrokerOptions options, ConnectTerms terms, SenderTerms sender)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(terms.Version)
            .WithTimeout(options.TimeLimit)
            .WithClientId($"{options.ClientIdInUse}-{sender.Name}")
            .WithWillTopic(sender.Will.Topic)
            .WithWillPayload(sender.Will.Payload.ToArray())
            .WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)Math.Min(sender.Will.Qos, terms.WillQos))
            .WithWillRetain(sender.Will.Retain && terms.WillRetained);
        builder = terms.Version == MqttProtocolVersion.V500
            ? builder.WithCleanStart(true).WithSessionExpiryInterval(0) : builder.WithCleanSession(true);
        return Reach(builder, options).Build();
    }

    private static MqttClientOptionsBuilder Reach(MqttClientOptionsBuilder builder, ExternalBrokerOptions options)
    {
        builder = options.WebSocketPath is { } path
            ? builder.WithWebSocketServer(
                socket => socket.WithUri(new UriBuilder(options.Tls ? "wss" : "ws", options.Host, options.Port, path).Uri.ToString())
                    .WithSubProtocols(["mqtt"]))
            : builder.WithTcpServer(options.Host, options.Port);
        if (options.Username is not null) builder = builder.WithCredentials(options.Username, ReadPassword(options.PasswordFile));
        if (options.Tls) builder = builder.WithTlsOptions(tls => UseTls(tls, options));
        return builder;
    }

    private static string? ReadPassword(string? file) => file is null ? null : File.ReadAllText(file).TrimEnd('\r', '\n');

    private static void UseTls(MqttClientTlsOptionsBuilder tls, ExternalBrokerOptions options)
    {
        tls.UseTls().WithTargetHost(options.Host).WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13);
        if (options.CertificateFile is { } certificate)
            tls.WithClientCertificates([X509Certificate2.CreateFromPemFile(certificate, options.KeyFile ?? certificate)]);
        if (options.AuthorityFile is null) return;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(options.AuthorityFile);
        // Judged here and not by the client's own option, which looks away from WebSocket.
        tls.WithCertificateValidationHandler(shown => IsOf(authorities, shown));
    }

    private static bool IsOf(X509Certificate2Collection authorities, MqttClientCertificateValidationEventArgs shown)
    {
        if ((shown.SslPolicyErrors & ~System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors) != 0 || shown.Certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        foreach (var element in shown.Chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var certificate = X509CertificateLoader.LoadCertificate(shown.Certificate.GetRawCertData());
        return chain.Build(certificate);
    }
}
