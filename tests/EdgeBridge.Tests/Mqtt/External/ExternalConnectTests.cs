using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt.External;

/// <summary>Credentials and TLS, against a real Mosquitto that asks for them.</summary>
public sealed class ExternalConnectTests : MqttEndpointTests
{
    [Fact]
    public async Task The_password_is_read_from_its_file_and_a_wrong_one_is_a_visible_state()
    {
        await using var mosquitto = await MosquittoServer.StartAsync(server => AskForPassword(server, "edge", "s3cret"));
        var file = Path.Combine(mosquitto.Directory, "secret");
        await File.WriteAllTextAsync(file, "wrong\n", Cancellation);
        await using var endpoint = await StartExternalAsync(
            mosquitto.Port, options => options with { Username = "edge", PasswordFile = file });
        await Eventually.TrueAsync(() => endpoint.LastError is not null, () => "a reason is given");
        Assert.Contains("NotAuthorized", endpoint.LastError, StringComparison.Ordinal);
        Assert.False(endpoint.IsUp);
        await File.WriteAllTextAsync(file, "s3cret\n", Cancellation);
        await UpAsync(endpoint);
    }

    [Fact]
    public async Task A_password_file_that_cannot_be_read_is_a_visible_state()
    {
        await using var endpoint = await StartExternalAsync(
            1, options => options with { Username = "edge", PasswordFile = "/nowhere/secret" });
        await Eventually.TrueAsync(() => endpoint.LastError is not null, () => "a reason is given");
        Assert.Contains("/nowhere/secret", endpoint.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_trusts_the_authority_of_the_file_and_no_other()
    {
        await using var mosquitto = await MosquittoServer.StartAsync(ServeTls);
        var (right, wrong) = (Path.Combine(mosquitto.Directory, "authority.pem"), Path.Combine(mosquitto.Directory, "stranger.pem"));
        using var stranger = NewAuthority("stranger");
        await File.WriteAllTextAsync(wrong, stranger.ExportCertificatePem(), Cancellation);

        await using (var deceived = await StartExternalAsync(mosquitto.Port, options => options with { Tls = true, AuthorityFile = wrong }))
        {
            await Eventually.TrueAsync(() => deceived.LastError is not null, () => "a reason is given");
            Assert.False(deceived.IsUp);
        }

        await using var endpoint = await StartExternalAsync(mosquitto.Port, options => options with { Tls = true, AuthorityFile = right });
        await UpAsync(endpoint);
    }

    [Fact]
    public async Task A_certificate_says_who_the_node_is()
    {
        await using var mosquitto = await MosquittoServer.StartAsync(server =>
            [.. ServeTls(server), $"cafile {Path.Combine(server.Directory, "authority.pem")}", "require_certificate true",
                "use_identity_as_username true"]);
        string In(string name) => Path.Combine(mosquitto.Directory, name);
        await using var stranger = await StartExternalAsync(
            mosquitto.Port, options => options with { Node = "n2", Tls = true, AuthorityFile = In("authority.pem") });
        await using var endpoint = await StartExternalAsync(mosquitto.Port, options => options with
        {
            Tls = true,
            AuthorityFile = In("authority.pem"),
            CertificateFile = In("client.pem"),
            KeyFile = In("client.key"),
        });
        await UpAsync(endpoint);
        await Eventually.TrueAsync(() => stranger.LastError is not null, () => "who shows none is not let in");
        Assert.False(stranger.IsUp);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Web_sockets_carry_it_too_with_and_without_tls(bool tls)
    {
        var port = ServerProcess.FreePort();
        await using var mosquitto = await MosquittoServer.StartAsync(
            server => [$"listener {port} 127.0.0.1", "protocol websockets", .. tls ? ServeTls(server) : []]);
        var authority = Path.Combine(mosquitto.Directory, "authority.pem");
        await using var endpoint = await StartExternalAsync(
            port, options => options with { WebSocketPath = "/mqtt", Tls = tls, AuthorityFile = tls ? authority : null },
            new TopicSubscription("plant/#", 1));
        await UpAsync(endpoint);
        await using var sensor = await ConnectAsync(mosquitto.Port);
        await sensor.PublishAsync("plant/1", Bytes("x"), cancellation: Cancellation);
        await Intake.WaitForAsync(1);
        if (!tls) return;
        var wrong = Path.Combine(mosquitto.Directory, "stranger.pem");
        using var stranger = NewAuthority("stranger");
        await File.WriteAllTextAsync(wrong, stranger.ExportCertificatePem(), Cancellation);
        await using var deceived = await StartExternalAsync(
            port, options => options with { Node = "n2", WebSocketPath = "/mqtt", Tls = true, AuthorityFile = wrong });
        await Eventually.TrueAsync(() => deceived.LastError is not null, () => "a reason is given");
        Assert.False(deceived.IsUp);
    }

    private static string[] AskForPassword(MosquittoServer server, string user, string password)
    {
        var file = Path.Combine(server.Directory, "passwords");
        using var tool = Process.Start("mosquitto_passwd", ["-b", "-c", file, user, password]);
        Assert.True(tool.WaitForExit(TimeSpan.FromSeconds(20)));
        return ["allow_anonymous false", $"password_file {file}"];
    }

    private static string[] ServeTls(MosquittoServer server)
    {
        using var authority = NewAuthority("authority");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3]);
        string InDirectory(string name) => Path.Combine(server.Directory, name);
        File.WriteAllText(InDirectory("authority.pem"), authority.ExportCertificatePem());
        File.WriteAllText(InDirectory("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(InDirectory("server.key"), key.ExportPkcs8PrivateKeyPem());
        using var deviceKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var device = new CertificateRequest("CN=edge", deviceKey, HashAlgorithmName.SHA256)
            .Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 4]);
        File.WriteAllText(InDirectory("client.pem"), device.ExportCertificatePem());
        File.WriteAllText(InDirectory("client.key"), deviceKey.ExportPkcs8PrivateKeyPem());
        return [$"certfile {InDirectory("server.pem")}", $"keyfile {InDirectory("server.key")}"];
    }

    private static X509Certificate2 NewAuthority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
