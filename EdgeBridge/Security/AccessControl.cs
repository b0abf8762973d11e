using System.Net;
using EventEdge.Hosting.Access;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Decides which clients come in over MQTT and what they may do, and has the <see cref="AccessGate"/> of the process for HTTP and what both
/// write down. Life: Open, any number of decisions, DisposeAsync.
/// </summary>
public sealed class AccessControl : IAsyncDisposable
{
    private static readonly TimeSpan LoginTimeLimit = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly WatchedFile<PasswordFile>? _users;
    private readonly WatchedFile<Acl>? _acl;
    private readonly PasswordCheck? _passwords;
    private readonly ClientIdReservations _clientIds;

    private AccessControl(SecurityOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        (Options, _time) = (options, time);
        _clientIds = new(time, options.ClientIdMemory);
        if (options.PasswordFile is { } users) _users = new(content => PasswordFile.Parse(content[0]), users);
        if (options.AclFile is { } acl) _acl = new(content => Acl.Parse(content[0]), acl);
        if (options.TlsCertificate is not null) Tls = new(options, time);
        if (_users is not null) _passwords = new(_users);
        SecretFiles.Warn(logger, options.PasswordFile);
        Access = new(options, Tls?.Own, Files(), time, logger);
    }

    /// <summary>What it was opened with.</summary>
    public SecurityOptions Options { get; }

    /// <summary>Who may ask over HTTP, and what was decided so far.</summary>
    public AccessGate Access { get; }

    /// <summary>Changes when who may come in may have changed.</summary>
    internal int Version => Access.Version;

    /// <summary>The audit log.</summary>
    internal AuditLog Audit => Access.Audit;

    /// <summary>TLS; null where it is not configured.</summary>
    internal TlsGuard? Tls { get; }

    /// <summary>Reads every file once.</summary>
    /// <exception cref="SecurityException">A file is missing or broken, or settings contradict each other.</exception>
    public static AccessControl Open(SecurityOptions options, TimeProvider time, ILogger logger) => new(options, time, logger);

    /// <summary>Decides on a client that wants to come in; one that is admitted holds its client id until <see cref="Leave"/>.</summary>
    internal async ValueTask<Admission> AdmitAsync(Login login)
    {
        // Read first: what changes during the check is looked at again by whoever watches the connections.
        var (version, hash) = (Version, HashOf(login));
        var verdict = Options.KnowsIdentities ? await CheckAsync(login).ConfigureAwait(false) : LoginVerdict.Admitted;
        var permissions = Options.KnowsIdentities ? PermissionsOf(login) : ClientPermissions.Everything;
        if (verdict == LoginVerdict.Admitted && !_clientIds.TryTake(
            login.ClientId, permissions.Client.User, stays: login.Certificate is null)) verdict = LoginVerdict.ClientIdTaken;
        if (Options.KnowsIdentities) Note(login, verdict);
        return new(verdict, permissions, login with { Password = null }, version, hash);
    }

    /// <summary>The client's connection has ended.</summary>
    internal void Leave(Admission admission)
    {
        if (admission.Verdict == LoginVerdict.Admitted) _clientIds.Release(admission.Login.ClientId);
    }

    /// <summary>
    /// A client of an earlier run keeps its id, as if it had just left. One that no password lets in has its certificate to show.
    /// </summary>
    internal void Remember(string user, string clientId)
    {
        if (_users?.Value.Find(user) is not null) _clientIds.Remember(user, clientId);
    }

    /// <summary>
    /// Why a client that was admitted would not be now, in one clause; null when it would: its user is there with the same password, its
    /// certificate is of one of the authorities and was not taken back.
    /// </summary>
    internal string? ReasonToLeave(Admission admission)
    {
        if (admission.Login.Certificate is { } certificate)
        {
            if (Tls!.IsRevoked(certificate)) return "its certificate was revoked";
            return Tls.Accepts(certificate, admission.Login.Intermediates) ? null
                : "its certificate is of no authority any more, or has expired";
        }

        if (_users is null) return null;
        if (_users.Value.Find(admission.Permissions.Client.User) is not { } hash) return "its user was removed";
        return hash.ToString() == admission.Hash ? null : "its password was changed";
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Access.DisposeAsync().ConfigureAwait(false);
        _passwords?.Dispose();
    }

    private IEnumerable<(Func<bool> Refresh, string Name)> Files()
    {
        if (_users is not null) yield return (_users.Refresh, _users.Name);
        if (_acl is not null) yield return (_acl.Refresh, _acl.Name);
        foreach (var file in Tls?.Files ?? []) yield return file;
    }

    private string? HashOf(Login login) => login is { Certificate: null, User: { } user } ? _users?.Value.Find(user)?.ToString() : null;

    /// <summary>What a client may do that was admitted in an earlier run.</summary>
    internal ClientPermissions PermissionsOf(ClientIdentity client) =>
        Options.KnowsIdentities ? ClientPermissions.For(client, _acl!) : ClientPermissions.Everything;

    private ClientPermissions PermissionsOf(Login login) =>
        ClientPermissions.For(login.CertificateName is { } name ? new(name, name) : new(login.User ?? string.Empty, login.ClientId), _acl!);

    private async ValueTask<LoginVerdict> CheckAsync(Login login)
    {
        if (login.CertificateName is { } name)
            return login.User is null || login.User == name ? LoginVerdict.Admitted : LoginVerdict.BadCredentials;
        if (_passwords is null || login is not { User: { } user, Password: { } password }) return LoginVerdict.BadCredentials;

        var address = login.Peer.Address;
        if (Access.Backoff.Holds(address) || Access.Backoff.Holds(user)) return CheckHeld(_passwords, address, user, password);
        if (!_passwords.IsKnown(user, password)) return await CheckAsync(_passwords, login, user, password).ConfigureAwait(false);
        Access.Backoff.Succeeded(address, user);
        return LoginVerdict.Admitted;
    }

    // To recognise a password that was right before is to check a guess, and costs the guesser nothing: so only where the user is at home.
    private LoginVerdict CheckHeld(PasswordCheck passwords, IPAddress address, string user, byte[] password)
    {
        if (!Access.Backoff.IsFamiliar(address, user)) return LoginVerdict.TooManyFailures;
        if (passwords.IsKnown(user, password)) return LoginVerdict.Admitted;
        Access.Backoff.FailedFamiliar(address, user);
        return LoginVerdict.TooManyFailures;
    }

    private async ValueTask<LoginVerdict> CheckAsync(PasswordCheck passwords, Login login, string user, byte[] password)
    {
        using var limit = new CancellationTokenSource(LoginTimeLimit, _time);
        try
        {
            var right = await passwords.IsRightAsync(PeerNetwork.Of(login.Peer.Address), user, password, limit.Token).ConfigureAwait(false);
            if (right == true) Access.Backoff.Succeeded(login.Peer.Address, user);
            else if (right == false) Access.Backoff.Failed(login.Peer.Address, user);
            return right switch { true => LoginVerdict.Admitted, false => LoginVerdict.BadCredentials, null => LoginVerdict.Busy };
        }
        catch (OperationCanceledException)
        {
            return LoginVerdict.Busy;
        }
    }

    private void Note(Login login, LoginVerdict verdict) => Audit.Record(AuditEvent.Connect, verdict == LoginVerdict.Admitted, new()
    {
        Peer = login.Peer.ToString(),
        User = login.CertificateName ?? login.User,
        ClientId = login.ClientId,
        Reason = verdict switch
        {
            LoginVerdict.Admitted => login.Certificate is null ? "password" : $"certificate {login.Certificate!.SerialNumber}",
            LoginVerdict.BadCredentials => login.User is null && login.Certificate is null ? "no credentials" : "bad credentials",
            LoginVerdict.TooManyFailures => "too many failures",
            LoginVerdict.Busy => "too many logins wait",
            _ => "the client id is in use by another identity",
        },
    });
}
