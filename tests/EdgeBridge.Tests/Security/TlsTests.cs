using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EventEdge.EdgeBridge.Mqtt;
using MQTTnet;
using MQTTnet.Protocol;
using Eventually = EventEdge.Tests.Support.Eventually;

namespace EventEdge.EdgeBridge.Tests.Security;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_message_comes_in_over_tls(SslProtocols version)
    {
        await using var broker = await StartAsync(withCertificates: false);
        var (client, code) = await ConnectAsync(broker, "press-1", null, version);
        using (client)
        {
            Assert.Equal(MqttClientConnectResultCode.Success, code);
            Assert.True((await client.PublishStringAsync(
                "plant/press-1/t", "secret", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop)).IsSuccess);
        }

        Assert.Equal(["secret"], broker.Intake.Texts);
    }

    [Fact]
    public async Task A_device_is_who_its_certificate_says_whatever_it_calls_itself()
    {
        await using var broker = await StartAsync(withCertificates: true);
        using var certificate = _authority.IssueDevice("press-1");
        var (client, code) = await ConnectAsync(broker, null, certificate, clientId: "press-2");
        using (client)
        {
            Assert.Equal(MqttClientConnectResultCode.Success, code);
            Assert.True((await client.PublishStringAsync(
                "plant/press-1/t", "mine", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop)).IsSuccess);
            Assert.False((await client.PublishStringAsync(
                "plant/press-2/t", "forged", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop)).IsSuccess);
            Assert.Equal(
                MqttClientSubscribeResultCode.NotAuthorized,
                (await client.SubscribeAsync("commands/press-2", cancellationToken: Stop)).Items.Single().ResultCode);
            Assert.Equal(
                MqttClientSubscribeResultCode.GrantedQoS0,
                (await client.SubscribeAsync("commands/press-1", cancellationToken: Stop)).Items.Single().ResultCode);
        }
    }

    [Fact]
    public async Task A_certificate_cannot_be_used_under_another_name()
    {
        await using var broker = await StartAsync(withCertificates: true);
        using var certificate = _authority.IssueDevice("press-1");
        var (client, code) = await ConnectAsync(broker, "anna", certificate);
        using (client) Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, code);
    }

    [Fact]
    public async Task A_certificate_of_somebody_else_or_for_something_else_gets_nowhere()
    {
        await using var broker = await StartAsync(withCertificates: true);
        using var others = new TestAuthority("test authority");
        using var forged = others.IssueDevice("press-1");
        using var server = _authority.IssueServer("press-1");
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(broker, null, forged));
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(broker, null, server));
        await broker.AuditSaysAsync("handshake", "refused");
    }

    [Fact]
    public async Task A_revoked_certificate_is_cut_off_and_stays_out()
    {
        await using var broker = await StartAsync(withCertificates: true);
        using var certificate = _authority.IssueDevice("press-1");
        using var other = _authority.IssueDevice("press-2");
        var (client, _) = await ConnectAsync(broker, null, certificate);
        using (client)
        {
            await File.WriteAllTextAsync(broker.File("crl.pem"), _authority.Revoke(certificate), Stop);
            await Eventually.IsTrue(() => !client.IsConnected, "the revoked device is cut off");
        }

        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(broker, null, certificate));
        var (kept, code) = await ConnectAsync(broker, null, other);
        using (kept) Assert.Equal(MqttClientConnectResultCode.Success, code);
    }

    [Fact]
    public async Task A_list_that_has_expired_leaves_the_former_one_in_force()
    {
        await using var broker = await StartAsync(withCertificates: true);
        using var certificate = _authority.IssueDevice("press-1");
        var (client, _) = await ConnectAsync(broker, null, certificate);
        using (client)
        {
            await File.WriteAllTextAsync(
                broker.File("crl.pem"), _authority.Revoke(certificate, TimeProvider.System.GetUtcNow().AddMinutes(-1)), Stop);
            await broker.AuditSaysAsync("reload", "crl.pem", "has expired");
            Assert.True(client.IsConnected);
            await File.WriteAllTextAsync(broker.File("crl.pem"), _authority.Revoke(certificate), Stop);
            await Eventually.IsTrue(() => !client.IsConnected, "the revoked device is cut off");
            await broker.AuditSaysAsync("connect", "its certificate was revoked");
        }
    }

    [Fact]
    public async Task An_authority_that_is_taken_out_takes_its_devices_with_it()
    {
        await using var broker = await StartAsync(withCertificates: true);
        using var certificate = _authority.IssueDevice("press-1");
        using var other = new TestAuthority("the next authority");
        using var unused = other.IssueDevice("unused");
        var (client, _) = await ConnectAsync(broker, null, certificate);
        using (client)
        {
            await File.WriteAllTextAsync(broker.File("crl.pem"), other.Revoke(unused), Stop);
            await File.WriteAllTextAsync(broker.File("ca.pem"), other.Pem, Stop);
            await Eventually.IsTrue(() => !client.IsConnected, "its device is cut off");
            await broker.AuditSaysAsync("connect", "of no authority any more");
        }
    }

    [Fact]
    public async Task A_new_certificate_is_shown_to_the_next_client_and_costs_the_others_nothing()
    {
        await using var broker = await StartAsync(withCertificates: false);
        var (client, _) = await ConnectAsync(broker, "press-1", null);
        using var renewed = _authority.IssueServer();
        Write(broker, renewed);
        await Eventually.IsTrue(async () => await ShownAsync(broker) == renewed.SerialNumber, "the new certificate is shown");
        using (client)
        {
            Assert.True(client.IsConnected);
            Assert.True((await client.PublishStringAsync(
                "plant/press-1/t", "still", MqttQualityOfServiceLevel.AtLeastOnce, retain: false, Stop)).IsSuccess);
        }
    }

    [Fact]
    public async Task Old_versions_of_tls_are_refused()
    {
        await using var broker = await StartAsync(withCertificates: false);
#pragma warning disable SYSLIB0039, CA5397 // The point of the test is that they are refused.
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(broker, "press-1", null, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
    }

    [Fact]
    public async Task Who_does_not_speak_tls_is_gone_within_the_connect_time()
    {
        await using var broker = await StartAsync(withCertificates: false);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", broker.PortOf(MqttTransport.Tls), Stop);
        await tcp.GetStream().WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), Stop);
        await broker.AuditSaysAsync("handshake", "refused");
    }

    private async Task<SecureBroker> StartAsync(bool withCertificates) => await SecureBroker.StartAsync(
        (broker, options) =>
        {
            using var own = _authority.IssueServer();
            using var unused = _authority.IssueDevice("unused");
            Write(broker, own);
            File.WriteAllText(broker.File("ca.pem"), _authority.Pem);
            File.WriteAllText(broker.File("crl.pem"), _authority.Revoke(unused));
            options = options with { TlsCertificate = broker.File("own.pem"), TlsKey = broker.File("own.key") };
            return withCertificates ? options with { TlsClientCa = broker.File("ca.pem"), TlsClientCrl = broker.File("crl.pem") } : options;
        },
        options => options with { Endpoints = [new("127.0.0.1", 0, MqttTransport.Tls)] });

    private static void Write(SecureBroker broker, X509Certificate2 certificate)
    {
        File.WriteAllText(broker.File("own.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(broker.File("own.pem"), certificate.ExportCertificatePem());
    }

    private static Task<(IMqttClient Client, MqttClientConnectResultCode Code)> ConnectAsync(
        SecureBroker broker, string? user, X509Certificate2? certificate, SslProtocols version = SslProtocols.None,
        string? clientId = null) =>
        broker.ConnectAsync(user, SecureBroker.Password, clientId, options => options
            .WithTcpServer("127.0.0.1", broker.PortOf(MqttTransport.Tls))
            .WithTlsOptions(tls =>
            {
                tls.UseTls().WithSslProtocols(version).WithCertificateValidationHandler(_ => true);
                if (certificate is not null) tls.WithClientCertificates(new X509Certificate2Collection(certificate));
            }));

    private static async Task<string> ShownAsync(SecureBroker broker)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", broker.PortOf(MqttTransport.Tls), Stop);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }
}
