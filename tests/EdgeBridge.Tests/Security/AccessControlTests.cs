using System.Net;
using System.Text;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Security.Certificates;
using EventEdge.Hosting.Access;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>What is asked of settings and files before anything listens.</summary>
public sealed class AccessControlTests
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public static TheoryData<SecurityOptions, string> Contradictions => new()
    {
        { new() { PasswordFile = "u" }, "acl_file" },
        { new() { AclFile = "a" }, "password_file" },
        { new() { TlsCertificate = "c" }, "tls_key" },
        { new() { TlsKey = "k" }, "tls_certificate" },
        { new() { TlsClientCa = "ca", AclFile = "a" }, "tls_certificate" },
        { new() { TlsClientCrl = "crl" }, "tls_client_ca" },
        { new() { PasswordFile = "/no/such/file", AclFile = "a" }, "/no/such/file" },
        { new() { HttpTokenFile = "/no/such/token" }, "/no/such/token" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void What_cannot_be_is_refused_with_what_is_missing(SecurityOptions options, string named) =>
        Assert.Contains(
            named, Assert.Throws<SecurityException>(() => AccessControl.Open(options, TimeProvider.System, NullLogger.Instance)).Message);

    [Fact]
    public void A_client_id_belongs_to_its_user_also_while_the_device_is_off()
    {
        var time = new FakeTimeProvider();
        var claims = new ClientIdReservations(time, Memory);
        Assert.True(claims.TryTake("c", "anna", stays: true));
        Assert.True(claims.TryTake("c", "anna", stays: true));
        claims.Release("c");
        Assert.False(claims.TryTake("c", "bob", stays: true));
        claims.Release("c");
        time.Advance(Memory - TimeSpan.FromTicks(1));
        Assert.False(claims.TryTake("c", "bob", stays: true));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(claims.TryTake("c", "bob", stays: true));
    }

    [Fact]
    public void One_user_takes_a_tenth_of_the_client_ids_that_are_remembered()
    {
        var claims = new ClientIdReservations(new FakeTimeProvider(), Memory, memoryLimit: 100);
        Leave("of-anna", "anna");
        for (var n = 0; n < 1000; n++) Leave($"squatted-{n}", "bob");
        Assert.False(claims.TryTake("of-anna", "bob", stays: true));
        Assert.True(claims.TryTake("squatted-0", "anna", stays: true));
        Assert.False(claims.TryTake("squatted-999", "anna", stays: true));

        void Leave(string clientId, string user)
        {
            Assert.True(claims.TryTake(clientId, user, stays: true));
            claims.Release(clientId);
        }
    }

    [Fact]
    public async Task The_right_token_is_served_while_others_guess_from_the_same_address()
    {
        using var files = new TempDirectory();
        await File.WriteAllTextAsync(files.File("token"), "0123456789abcdef", TestContext.Current.CancellationToken);
        await using var gate = AccessControl.Open(
            new() { HttpTokenFile = files.File("token") }, new FakeTimeProvider(), NullLogger.Instance);
        for (var n = 0; n < LoginBackoff.FreeFailures; n++)
            Assert.Equal(TokenVerdict.Wrong, gate.Access.Check(IPAddress.Loopback, $"guess {n}"));
        Assert.Equal(TokenVerdict.TooManyFailures, gate.Access.Check(IPAddress.Loopback, "guess"));
        Assert.Equal(TokenVerdict.Right, gate.Access.Check(IPAddress.Loopback, "0123456789abcdef"));
    }

    [Fact]
    public void A_revocation_list_names_certificates_of_its_issuer_only()
    {
        using var authority = new TestAuthority("ours");
        using var others = new TestAuthority("theirs");
        using var revoked = authority.IssueDevice("a");
        using var kept = authority.IssueDevice("b");
        using var foreign = others.IssueDevice("c");
        var pem = authority.Revoke(revoked);
        foreach (var content in (byte[][])[
            Encoding.UTF8.GetBytes(pem), Convert.FromBase64String(pem.Split('\n').Skip(1).SkipLast(1).Aggregate(string.Concat))])
        {
            var list = RevocationList.Parse(content, authority.Certificates, Now);
            Assert.Equal(1, list.Count);
            Assert.True(list.Revokes(revoked.IssuerName.RawData, revoked.SerialNumber));
            Assert.False(list.Revokes(kept.IssuerName.RawData, kept.SerialNumber));
            Assert.False(list.Revokes(foreign.IssuerName.RawData, revoked.SerialNumber));
        }

        Assert.Throws<FormatException>(() => RevocationList.Parse("nothing"u8.ToArray(), authority.Certificates, Now));
        Assert.ThrowsAny<Exception>(() => RevocationList.Parse([0x30, 0x82, 1, 2, 3], authority.Certificates, Now));
    }

    [Fact]
    public void A_revocation_list_counts_when_an_authority_signed_it_and_it_has_not_expired()
    {
        using var authority = new TestAuthority("ours");
        using var impostor = new TestAuthority("ours");
        using var others = new TestAuthority("theirs");
        using var device = authority.IssueDevice("a");
        Assert.Contains("does not carry its signature", Refusal(impostor.Revoke(device), authority));
        Assert.Contains("of no authority", Refusal(others.Revoke(device), authority));
        Assert.Contains("has expired: the next one was due at", Refusal(authority.Revoke(device, Now.AddMinutes(-1)), authority));
        Assert.Contains("has expired", Refusal(authority.Revoke(device) + "\n" + authority.Revoke(device, Now.AddMinutes(-1)), authority));
    }

    [Fact]
    public void A_revocation_list_that_was_changed_after_it_was_signed_is_refused()
    {
        using var authority = new TestAuthority("ours");
        using var device = authority.IssueDevice("a");
        var der = Convert.FromBase64String(authority.Revoke(device).Split('\n').Skip(1).SkipLast(1).Aggregate(string.Concat));
        var serial = der.AsSpan().IndexOf(Convert.FromHexString(device.SerialNumber));
        Assert.True(serial > 0);
        der[serial + 3] ^= 1;
        Assert.Contains("signature", Assert.Throws<FormatException>(() => RevocationList.Parse(der, authority.Certificates, Now)).Message);
    }

    [Fact]
    public void A_delta_alone_is_refused_as_it_would_let_everybody_else_back_in()
    {
        using var authority = new TestAuthority("ours");
        using var device = authority.IssueDevice("a");
        Assert.Contains("is a delta; a complete one is needed", Refusal(authority.RevokeAsDelta(device), authority));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static string Refusal(string pem, TestAuthority authority) =>
        Assert.Throws<FormatException>(() => RevocationList.Parse(Encoding.UTF8.GetBytes(pem), authority.Certificates, Now)).Message;

    [Fact]
    public void A_token_is_compared_whole()
    {
        var token = BearerToken.Parse("0123456789abcdef\n"u8.ToArray());
        Assert.True(token.Matches("0123456789abcdef"));
        Assert.False(token.Matches("0123456789abcdeF"));
        Assert.False(token.Matches("0123456789abcdef0"));
        Assert.False(token.Matches(string.Empty));
    }
}
