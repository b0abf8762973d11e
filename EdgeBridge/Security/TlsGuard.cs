using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EventEdge.EdgeBridge.Security.Certificates;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// TLS of the MQTT listeners: the process's certificate, and clients' certificates checked against authorities of the operator's own and
/// their revocation lists.
/// </summary>
internal sealed class TlsGuard
{
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";
    private const string CommonNameType = "2.5.4.3";

    private readonly WatchedFile<X509Certificate2Collection>? _authorities;
    private readonly WatchedFile<RevocationList>? _revoked;

    /// <exception cref="SecurityException">A file cannot be read or does not hold what it should.</exception>
    public TlsGuard(SecurityOptions options, TimeProvider time)
    {
        Own = ServerCertificate.Of(options)!;
        _authorities = options.TlsClientCa is { } ca ? new(ReadAuthorities, ca) : null;
        // Who may sign a list is in the other file: a change of either is a reason to look at both.
        _revoked = options.TlsClientCrl is { } list
            ? new(content => RevocationList.Parse(content[0], ReadAuthorities([content[1]]), time.GetUtcNow()), list, options.TlsClientCa!)
            : null;
        ClientCertificateIsRequired = options.TlsClientCa is not null && options.PasswordFile is null;
    }

    /// <summary>What the process shows.</summary>
    public ServerCertificate Own { get; }

    /// <summary>Nobody comes in without a certificate: there is no other way to say who one is.</summary>
    public bool ClientCertificateIsRequired { get; }

    /// <summary>The files that say which devices come in, to be looked at for changes.</summary>
    public IEnumerable<(Func<bool> Refresh, string Name)> Files
    {
        get
        {
            if (_authorities is not null) yield return (_authorities.Refresh, _authorities.Name);
            if (_revoked is not null) yield return (_revoked.Refresh, _revoked.Name);
        }
    }

    /// <summary>What a handshake of now asks for.</summary>
    /// <param name="sent">Called with the certificates a client sent between its own and an authority's.</param>
    public SslServerAuthenticationOptions Options(Action<X509Certificate2Collection> sent) => new()
    {
        ServerCertificateContext = Own.Value,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = _authorities is not null,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            X509Certificate2Collection intermediates = [.. chain?.ChainPolicy.ExtraStore ?? []];
            sent(intermediates);
            return Accepts(certificate as X509Certificate2, intermediates);
        },
        AllowRenegotiation = false,
    };

    /// <summary>Whether a client's certificate counts, now; none at all counts where another way to say who one is exists.</summary>
    /// <param name="certificate">The certificate; null for none.</param>
    /// <param name="intermediates">Certificates between it and an authority, as the client sent them.</param>
    public bool Accepts(X509Certificate2? certificate, X509Certificate2Collection intermediates)
    {
        if (_authorities is null) return true;
        if (certificate is null) return !ClientCertificateIsRequired;
        return HasChain(certificate, _authorities.Value, intermediates) && CommonName(certificate) is not null;
    }

    /// <summary>The name a certificate gives its owner; null when there is none, or more than one to choose from.</summary>
    public static string? CommonName(X509Certificate2 certificate)
    {
        string? found = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements) return null;
            if (part.GetSingleElementType().Value != CommonNameType) continue;
            if (found is not null || part.GetSingleElementValue() is not { Length: > 0 } name) return null;
            found = name;
        }

        return found;
    }

    /// <summary>Whether the certificate was taken back.</summary>
    public bool IsRevoked(X509Certificate2 certificate) =>
        _revoked?.Value.Revokes(certificate.IssuerName.RawData, certificate.SerialNumber) ?? false;

    // An authority below the operator's own can be taken back too: every certificate on the way counts.
    private bool HasChain(X509Certificate2 certificate, X509Certificate2Collection authorities, X509Certificate2Collection intermediates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ClientPurpose));
        return chain.Build(certificate) && !chain.ChainElements.Any(element => IsRevoked(element.Certificate));
    }

    private static X509Certificate2Collection ReadAuthorities(byte[][] content)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Encoding.UTF8.GetString(content[0]));
        return authorities.Count > 0 ? authorities : throw new FormatException("there is no certificate in it");
    }
}
