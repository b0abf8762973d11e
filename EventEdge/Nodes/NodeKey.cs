using EventEdge.Cli;
using EventEdge.Settings;

namespace EventEdge.Nodes;

/// <summary>What a tool needs to be let in by a node: its token, and where it speaks HTTPS, the certificate it is known by.</summary>
/// <param name="Token">The token; null where none is asked for.</param>
/// <param name="CertificateFile">The node's certificate, PEM; null to trust what this machine trusts.</param>
internal sealed record NodeKey(string? Token, string? CertificateFile)
{
    public static NodeKey From(ResolvedSettings settings)
    {
        var token = settings.Secret(KnownSettings.HttpTokenFile)?.Trim();
        return token is null || (token.Length > 0 && token.All(c => c is > ' ' and <= '~'))
            ? new(token, settings.Text(KnownSettings.TlsCertificate))
            : throw CommandFailure.BadInput($"{KnownSettings.HttpTokenFile.Flag}: {settings.Text(KnownSettings.HttpTokenFile)} is no "
                + "token: one line of visible characters");
    }
}
