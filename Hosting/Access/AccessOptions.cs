namespace EventEdge.Hosting.Access;

/// <summary>Who may ask a process over HTTP. Every file is read again when its content changes; a broken one changes nothing.</summary>
public record AccessOptions
{
    /// <summary>Certificate of the TLS listeners with its chain, PEM. Null: no TLS.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Its private key, PEM, not encrypted.</summary>
    public string? TlsKey { get; init; }

    /// <summary>
    /// The token the HTTP endpoint asks for, a file of one line with at least <see cref="BearerToken.LengthMin"/> characters. Null: no
    /// token.
    /// </summary>
    public string? HttpTokenFile { get; init; }

    /// <summary>Folder of the audit log. Null: a node's data directory; without a node, decisions are counted and not written.</summary>
    public string? AuditDirectory { get; init; }

    /// <summary>How often files are looked at; an edit counts at the second look. Default 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="SecurityException">Settings contradict each other or one of two that belong together is missing.</exception>
    internal virtual void Validate()
    {
        if ((TlsCertificate is null) != (TlsKey is null))
            throw new SecurityException("a TLS certificate and its key belong together: give tls_certificate and tls_key");
    }
}
