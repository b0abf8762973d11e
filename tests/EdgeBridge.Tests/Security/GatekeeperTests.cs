using System.Text;
using EventEdge.EdgeBridge.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>What is asked of settings and files before anything listens.</summary>
public sealed class GatekeeperTests
{
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
        Assert.Contains(named, Assert.Throws<SecurityException>(() => Gatekeeper.Open(options, TimeProvider.System, NullLogger.Instance)).Message);

    [Fact]
    public void A_client_id_belongs_to_its_user_until_the_last_connection_ends()
    {
        var claims = new ClientIdClaims();
        Assert.True(claims.TryTake("c", "anna"));
        Assert.True(claims.TryTake("c", "anna"));
        claims.Release("c");
        Assert.False(claims.TryTake("c", "bob"));
        claims.Release("c");
        Assert.True(claims.TryTake("c", "bob"));
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
        foreach (var content in (byte[][])[Encoding.UTF8.GetBytes(pem), Convert.FromBase64String(pem.Split('\n').Skip(1).SkipLast(1).Aggregate(string.Concat))])
        {
            var list = RevocationList.Parse(content);
            Assert.Equal(1, list.Count);
            Assert.True(list.Revokes(revoked.IssuerName.RawData, revoked.SerialNumber));
            Assert.False(list.Revokes(kept.IssuerName.RawData, kept.SerialNumber));
            Assert.False(list.Revokes(foreign.IssuerName.RawData, revoked.SerialNumber));
        }

        Assert.Throws<FormatException>(() => RevocationList.Parse("nothing"u8.ToArray()));
        Assert.ThrowsAny<Exception>(() => RevocationList.Parse([0x30, 0x82, 1, 2, 3]));
    }

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
