using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EventEdge.Hosting.Access;

/// <summary>The certificate a process is known by, exchanged while connections go on. TLS 1.2 and 1.3.</summary>
internal sealed class ServerCertificate
{
    private readonly WatchedFile<SslStreamCertificateContext> _files;

    private ServerCertificate(string certificate, string key) => _files = new(Read, certificate, key);

    /// <summary>What is shown from now on.</summary>
    public SslStreamCertificateContext Value => _files.Value;

    /// <summary>The files' names, for logs.</summary>
    public string Name => _files.Name;

    /// <summary>The one that is configured; null where none is.</summary>
    /// <exception cref="SecurityException">A file cannot be read or does not hold what it should.</exception>
    public static ServerCertificate? Of(AccessOptions options) =>
        options is { TlsCertificate: { } certificate, TlsKey: { } key } ? new(certificate, key) : null;

    /// <summary>Looks at the files; true when they are new.</summary>
    /// <exception cref="SecurityException">They changed and do not make sense; said once for each change.</exception>
    public bool Refresh() => _files.Refresh();

    /// <summary>What a handshake for HTTP asks for: the token says who is there, so no certificate is.</summary>
    public SslServerAuthenticationOptions ForHttp() => new()
    {
        ServerCertificateContext = Value,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
    };

    private static SslStreamCertificateContext Read(byte[][] content)
    {
        var (certificate, key) = (Encoding.UTF8.GetString(content[0]), Encoding.UTF8.GetString(content[1]));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
    }
}
