using System.Security.Cryptography.X509Certificates;
using EventEdge.EdgeBridge.Security;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>What is asked of the certificates between a device and the operator's authority, and of the names in them.</summary>
public sealed class CertificatePathTests : IDisposable
{
    private readonly TempDirectory _files = new();
    private readonly TestAuthority _root = new("root");

    public void Dispose()
    {
        _root.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void An_authority_that_was_taken_back_takes_its_devices_with_it()
    {
        using var plant = _root.IssueAuthority("plant");
        using var other = _root.IssueAuthority("other plant");
        using var device = plant.IssueDevice("press-1");
        using var kept = other.IssueDevice("press-2");
        X509Certificate2Collection between = [.. plant.Certificates, .. other.Certificates];
        var before = Guard(null);
        Assert.True(before.Accepts(device, between));
        Assert.True(before.Accepts(kept, between));
        var after = Guard(_root.Revoke(plant.Certificates[0]));
        Assert.False(after.Accepts(device, between));
        Assert.True(after.Accepts(kept, between));
    }

    [Theory]
    [InlineData("CN=press-1", "press-1")]
    [InlineData("CN=press-1, O=plant", "press-1")]
    [InlineData("CN=press-1, CN=anna", null)]
    [InlineData("O=plant", null)]
    [InlineData("OU=\"CN=anna\", O=plant", null)]
    public void A_certificate_names_one_device_or_nobody(string subject, string? name)
    {
        using var certificate = _root.IssueDevice(new X500DistinguishedName(subject));
        Assert.Equal(name, TlsGuard.CommonName(certificate));
        Assert.Equal(name is not null, Guard(null).Accepts(certificate, []));
    }

    private TlsGuard Guard(string? revoked)
    {
        using var server = _root.IssueServer();
        File.WriteAllText(_files.File("server.pem"), server.ExportCertificatePem());
        File.WriteAllText(_files.File("server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_files.File("ca.pem"), _root.Pem);
        if (revoked is not null) File.WriteAllText(_files.File("crl.pem"), revoked);
        return new TlsGuard(
            new()
            {
                TlsCertificate = _files.File("server.pem"), TlsKey = _files.File("server.key"), TlsClientCa = _files.File("ca.pem"),
                TlsClientCrl = revoked is null ? null : _files.File("crl.pem")
            },
            TimeProvider.System);
    }
}
