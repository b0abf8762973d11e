using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Serial numbers of certificates that are no longer valid, by issuer, from certificate revocation lists (RFC 5280 §5). The file is the
/// operator's own, so who signed a list is not asked.
/// </summary>
internal sealed class RevocationList
{
    private const string Label = "X509 CRL";

    private readonly HashSet<(string Issuer, BigInteger Serial)> _revoked = [];

    /// <summary>Nothing is revoked.</summary>
    public static RevocationList Empty { get; } = new();

    /// <summary>Number of certificates revoked.</summary>
    public int Count => _revoked.Count;

    /// <summary>Reads one DER list, or any number of PEM ones.</summary>
    /// <exception cref="FormatException">There is none in it.</exception>
    /// <exception cref="AsnContentException">One is malformed.</exception>
    public static RevocationList Parse(byte[] content)
    {
        var all = new RevocationList();
        if (content is [0x30, ..])
        {
            all.Take(content);
            return all;
        }

        ReadOnlySpan<char> text = System.Text.Encoding.UTF8.GetString(content);
        var found = 0;
        while (PemEncoding.TryFind(text, out var fields))
        {
            if (text[fields.Label].SequenceEqual(Label)) all.Take(Convert.FromBase64String(text[fields.Base64Data].ToString()));
            found++;
            text = text[fields.Location.End..];
        }

        return found > 0 ? all : throw new FormatException("there is no revocation list in it");
    }

    /// <summary>Whether the certificate is on a list of its issuer.</summary>
    /// <param name="issuer">Its issuer's name, DER.</param>
    /// <param name="serial">Its serial number, hexadecimal.</param>
    public bool Revokes(ReadOnlySpan<byte> issuer, string serial) =>
        _revoked.Contains((Convert.ToHexString(issuer), BigInteger.Parse($"0{serial}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));

    private void Take(byte[] der)
    {
        var list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (list.PeekTag() == Asn1Tag.Integer) list.ReadInteger();
        list.ReadSequence();
        var issuer = Convert.ToHexString(list.ReadEncodedValue().Span);
        while (list.HasData && IsTime(list.PeekTag())) list.ReadEncodedValue();
        if (!list.HasData || list.PeekTag() != Asn1Tag.Sequence) return;
        var entries = list.ReadSequence();
        while (entries.HasData) _revoked.Add((issuer, entries.ReadSequence().ReadInteger()));
    }

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;
}
