using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Who may come in over MQTT and HTTP, and what they may do. Every file is read again when its content changes; a broken one changes
/// nothing.
/// </summary>
public sealed record SecurityOptions : AccessOptions
{
    /// <summary>
    /// Users and their hashed passwords, as <c>eventedge user add</c> writes them. Null: nobody can log in with a password.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// Which client may use which topic; what it does not allow is refused. Required as soon as clients have an identity.
    /// </summary>
    public string? AclFile { get; init; }

    /// <summary>Authorities whose certificates identify a device, PEM. Null: certificates of clients are not asked for.</summary>
    public string? TlsClientCa { get; init; }

    /// <summary>Certificates of those authorities that are no longer valid: revocation lists, PEM or DER. Null: none is revoked.</summary>
    public string? TlsClientCrl { get; init; }

    /// <summary>How long a client id stays its user's after its last connection, where users have passwords. Default 7 days.</summary>
    public TimeSpan ClientIdMemory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Clients of the MQTT listeners can say who they are.</summary>
    public bool KnowsIdentities => PasswordFile is not null || TlsClientCa is not null;

    /// <inheritdoc />
    internal override void Validate()
    {
        base.Validate();
        if (TlsClientCa is not null && TlsCertificate is null)
            throw new SecurityException("tls_client_ca has no use without tls_certificate and tls_key");
        if (TlsClientCrl is not null && TlsClientCa is null) throw new SecurityException("tls_client_crl has no use without tls_client_ca");
        if (KnowsIdentities && AclFile is null)
            throw new SecurityException("clients have an identity but may do nothing: give an acl_file that says what is allowed");
        if (AclFile is not null && !KnowsIdentities)
            throw new SecurityException("acl_file has no use while clients have no identity: give a password_file or a tls_client_ca");
    }
}
