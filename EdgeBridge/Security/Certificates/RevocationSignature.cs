using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventEdge.EdgeBridge.Security.Certificates;

/// <summary>Who signed a revocation list: RSA (PKCS #1) or ECDSA, with SHA-256, SHA-384 or SHA-512.</summary>
internal static class RevocationSignature
{
    /// <summary>Fails unless an authority with the issuer's name, and the right to sign lists, has signed it.</summary>
    /// <param name="signed">What is signed, DER.</param>
    /// <param name="algorithm">How, DER.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="issuer">Who says to have signed it.</param>
    /// <param name="authorities">Who may.</param>
    /// <exception cref="FormatException">Nobody entitled to has signed it.</exception>
    public static void Require(
        ReadOnlyMemory<byte> signed, ReadOnlyMemory<byte> algorithm, byte[] signature, X500DistinguishedName issuer,
        X509Certificate2Collection authorities)
    {
        var id = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
        var known = authorities.Where(one => one.SubjectName.RawData.AsSpan().SequenceEqual(issuer.RawData) && MaySign(one)).ToList();
        if (known.Count == 0) throw new FormatException($"the revocation list of {issuer.Name} is of no authority in the client CA file");
        if (!known.Exists(one => IsRight(one, signed.Span, id, signature)))
            throw new FormatException($"the revocation list of {issuer.Name} does not carry its signature");
    }

    private static bool MaySign(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign));

    private static bool IsRight(X509Certificate2 authority, ReadOnlySpan<byte> signed, string algorithm, byte[] signature)
    {
        switch (algorithm)
        {
            case "1.2.840.10045.4.3.2" or "1.2.840.10045.4.3.3" or "1.2.840.10045.4.3.4":
                using (var key = authority.GetECDsaPublicKey())
                    return key?.VerifyData(signed, signature, HashOf(algorithm), DSASignatureFormat.Rfc3279DerSequence) ?? false;
            case "1.2.840.113549.1.1.11" or "1.2.840.113549.1.1.12" or "1.2.840.113549.1.1.13":
                using (var key = authority.GetRSAPublicKey())
                    return key?.VerifyData(signed, signature, HashOf(algorithm), RSASignaturePadding.Pkcs1) ?? false;
            default:
                throw new FormatException($"a revocation list is signed in a way that is not known here ({algorithm}): RSA (PKCS #1) "
                    + "and ECDSA with SHA-256, SHA-384 or SHA-512 are");
        }
    }

    private static HashAlgorithmName HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.10045.4.3.2" or "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
        "1.2.840.10045.4.3.3" or "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };
}
