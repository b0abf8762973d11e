using EventEdge.Settings;

namespace EventEdge.Nodes;

/// <summary>What a tool needs to be let in by a node: its token, and where it speaks HTTPS, the certificate it is known by.</summary>
/// <param name="Token">The token; null where none is asked for.</param>
/// <param name="CertificateFile">The node's certificate, PEM; null to trust what this machine trusts.</param>
internal sealed record NodeKey(string? Token, string? CertificateFile)
{
    public static NodeKey From(ResolvedSettings settings) =>
        new(settings.Secret(KnownSettings.HttpTokenFile)?.Trim(), settings.Text(KnownSettings.TlsCertificate));
}
