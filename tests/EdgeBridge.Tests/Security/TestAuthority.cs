using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>A certificate authority of the test's own: it issues, and takes back.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly DateTimeOffset Until = From.AddDays(30);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _own;
    private readonly CertificateRevocationListBuilder _revoked = new();

    public TestAuthority(string name = "test authority", TestAuthority? above = null)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _own = above is null ? request.CreateSelfSigned(From, Until)
            : request.Create(above._own, From, Until.AddHours(-1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(_key);
    }

    /// <summary>Its own certificate, PEM.</summary>
    public string Pem => _own.ExportCertificatePem();

    /// <summary>Its own certificate.</summary>
    public X509Certificate2Collection Certificates => [_own];

    /// <summary>A certificate for this machine, with its key.</summary>
    public X509Certificate2 IssueServer(string name = "localhost") => Issue(name, "1.3.6.1.5.5.7.3.1");

    /// <summary>A certificate for a device, with its key.</summary>
    public X509Certificate2 IssueDevice(string name) => Issue(name, "1.3.6.1.5.5.7.3.2");

    /// <summary>A certificate for a device with several names, as its subject says.</summary>
    public X509Certificate2 IssueDevice(X500DistinguishedName subject) => Issue(subject, "1.3.6.1.5.5.7.3.2");

    /// <summary>An authority below this one.</summary>
    public TestAuthority IssueAuthority(string name) => new(name, this);

    /// <summary>The list of what was taken back, with one certificate more; PEM.</summary>
    public string Revoke(X509Certificate2 certificate, DateTimeOffset? nextUpdate = null)
    {
        _revoked.AddEntry(certificate);
        var until = nextUpdate ?? Until;
        return PemEncoding.WriteString(
            "X509 CRL", _revoked.Build(_own, 1, until, HashAlgorithmName.SHA256, thisUpdate: until.AddDays(-40)));
    }

    /// <summary>The list as a change to list number 1 (a delta, RFC 5280 §5.2.4), signed; PEM.</summary>
    public string RevokeAsDelta(X509Certificate2 certificate)
    {
        var pem = Revoke(certificate);
        var list = new AsnReader(Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]), AsnEncodingRules.DER).ReadSequence();
        var (old, writer) = (list.ReadSequence(), new AsnWriter(AsnEncodingRules.DER));
        var extensions = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        using (writer.PushSequence())
        {
            while (old.PeekTag() != extensions) writer.WriteEncodedValue(old.ReadEncodedValue().Span);
            using (writer.PushSequence(extensions))
            using (writer.PushSequence())
            {
                for (var kept = old.ReadSequence(extensions).ReadSequence(); kept.HasData;)
                    writer.WriteEncodedValue(kept.ReadEncodedValue().Span);
                using var delta = writer.PushSequence();
                writer.WriteObjectIdentifier("2.5.29.27");
                writer.WriteBoolean(true);
                writer.WriteOctetString([2, 1, 1]);
            }
        }

        var signed = writer.Encode();
        writer.Reset();
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            writer.WriteEncodedValue(list.ReadEncodedValue().Span);
            writer.WriteBitString(_key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return PemEncoding.WriteString("X509 CRL", writer.Encode());
    }

    public void Dispose()
    {
        _own.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string name, string purpose) => Issue(new X500DistinguishedName($"CN={name}"), purpose);

    private X509Certificate2 Issue(X500DistinguishedName subject, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_own, From, Until.AddDays(-2), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
