using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventEdge.EdgeBridge.Security.Certificates;

/// <summary>
/// Serial numbers of certificates that are no longer valid, by issuer, from certificate revocation lists (RFC 5280 §5). A list counts when
/// one of the operator's authorities has signed it and its next update is still to come; all lists of a file count, or none.
/// </summary>
internal sealed class RevocationList
{
    private const string Label = "X509 CRL";
    private const string DeltaIndicator = "2.5.29.27";

    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private readonly HashSet<(string Issuer, BigInteger Serial)> _revoked = [];

    /// <summary>Number of certificates revoked.</summary>
    public int Count => _revoked.Count;

    /// <summary>Reads one DER list, or any number of PEM ones.</summary>
    /// <param name="content">The file.</param>
    /// <param name="authorities">Who may have signed it.</param>
    /// <param name="now">The time, for lists that have expired.</param>
    /// <exception cref="FormatException">There is none in it, or one has expired, or nobody entitled to has signed it.</exception>
    /// <exception cref="AsnContentException">One is malformed.</exception>
    public static RevocationList Parse(byte[] content, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var all = new RevocationList();
        var lists = content is [0x30, ..] ? [content] : ReadPem(content);
        if (lists.Count == 0) throw new FormatException("there is no revocation list in it");
        foreach (var list in lists) all.Take(list, authorities, now);
        return all;
    }

    /// <summary>Whether the certificate is on a list of its issuer.</summary>
    /// <param name="issuer">Its issuer's name, DER.</param>
    /// <param name="serial">Its serial number, hexadecimal.</param>
    public bool Revokes(ReadOnlySpan<byte> issuer, string serial) =>
        _revoked.Contains(
            (Convert.ToHexString(issuer), BigInteger.Parse($"0{serial}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));

    private static List<byte[]> ReadPem(byte[] content)
    {
        List<byte[]> lists = [];
        ReadOnlySpan<char> text = System.Text.Encoding.UTF8.GetString(content);
        while (PemEncoding.TryFind(text, out var fields))
        {
            if (text[fields.Label].SequenceEqual(Label)) lists.Add(Convert.FromBase64String(text[fields.Base64Data].ToString()));
            text = text[fields.Location.End..];
        }

        return lists;
    }

    private void Take(byte[] der, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var whole = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var signed = whole.PeekEncodedValue();
        var list = whole.ReadSequence();
        if (list.PeekTag() == Asn1Tag.Integer) list.ReadInteger();
        var algorithm = list.ReadEncodedValue();
        if (!whole.ReadEncodedValue().Span.SequenceEqual(algorithm.Span))
            throw new FormatException("a revocation list names two ways of signing it");
        var issuer = new X500DistinguishedName(list.ReadEncodedValue().Span);
        RevocationSignature.Require(signed, algorithm, whole.ReadBitString(out _), issuer, authorities);
        RequireCurrent(list, issuer, now);
        if (list.HasData && list.PeekTag() == Asn1Tag.Sequence) TakeEntries(list.ReadSequence(), Convert.ToHexString(issuer.RawData));
        if (list.HasData && list.PeekTag() == Extensions) RequireWhole(list.ReadSequence(Extensions).ReadSequence(), issuer);
    }

    private void TakeEntries(AsnReader entries, string issuer)
    {
        while (entries.HasData) _revoked.Add((issuer, entries.ReadSequence().ReadInteger()));
    }

    private static void RequireCurrent(AsnReader list, X500DistinguishedName issuer, DateTimeOffset now)
    {
        ReadTime(list);
        if (!list.HasData || !IsTime(list.PeekTag()))
            throw new FormatException($"the revocation list of {issuer.Name} does not say when the next one comes");
        var next = ReadTime(list);
        if (next <= now) throw new FormatException(string.Create(
            CultureInfo.InvariantCulture,
            $"the revocation list of {issuer.Name} has expired: the next one was due at {next:u}; put that one there"));
    }

    // A delta says only what has changed since another list: taken alone, it would let everybody else back in.
    private static void RequireWhole(AsnReader extensions, X500DistinguishedName issuer)
    {
        while (extensions.HasData)
        {
            if (extensions.ReadSequence().ReadObjectIdentifier() == DeltaIndicator)
                throw new FormatException($"the revocation list of {issuer.Name} is a delta; a complete one is needed");
        }
    }

    private static DateTimeOffset ReadTime(AsnReader list) =>
        list.PeekTag() == Asn1Tag.UtcTime ? list.ReadUtcTime() : list.ReadGeneralizedTime();

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;
}
