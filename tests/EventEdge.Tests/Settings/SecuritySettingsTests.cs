using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Security;
using EventEdge.EventEdge.Tests.Commands;

namespace EventEdge.EventEdge.Tests.Settings;

public sealed class SecuritySettingsTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly CancellationToken _stopped = new(canceled: true);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_listener_and_file_has_its_setting()
    {
        var file = _bench.File(
            "s.yaml", "mqtts: 0.0.0.0:8883\nmqtt_ws: 127.0.0.1:9001\nmqtt_wss: 0.0.0.0:9443\npassword_file: u\nacl_file: a\n"
            + "tls_certificate: c\ntls_key: k\ntls_client_ca: ca\ntls_client_crl: crl\nhttp_token_file: t\n");
        await _bench.RunUntilAsync(_stopped, "up", "--config", file);
        Assert.Equal(
            [new("0.0.0.0", 8883, MqttTransport.Tls), new("127.0.0.1", 9001, MqttTransport.WebSocket),
                new("0.0.0.0", 9443, MqttTransport.SecureWebSocket)],
            _bench.Edge!.MqttEndpoints);
        Assert.Equal(
            new SecurityOptions
            {
                PasswordFile = "u", AclFile = "a", TlsCertificate = "c", TlsKey = "k", TlsClientCa = "ca",
                TlsClientCrl = "crl", HttpTokenFile = "t"
            },
            _bench.Edge.Security);
    }

    [Fact]
    public async Task A_cloud_node_has_a_token_too()
    {
        await _bench.RunUntilAsync(_stopped, "cloud", "--http-token-file", "t");
        Assert.Equal("t", _bench.Cloud!.Access.HttpTokenFile);
    }

    [Fact]
    public async Task A_sender_takes_its_password_from_a_file()
    {
        var password = _bench.File("password", "s3cret\n");
        await _bench.RunAsync("publish", "t", "x", "--mqtt-user", "anna", "--mqtt-password-file", password);
        Assert.Equal(new MqttLogin("anna", "s3cret"), _bench.Login);
        Assert.DoesNotContain("s3cret", _bench.Login!.ToString());
    }
}
