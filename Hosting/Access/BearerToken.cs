using System.Security.Cryptography;
using System.Text;

namespace EventEdge.Hosting.Access;

/// <summary>
/// The token the HTTP endpoint asks for. Only its digest is kept, so that comparing takes the same time whatever is sent.
/// </summary>
public sealed class BearerToken
{
    /// <summary>Fewest characters: 128 bits in hexadecimal are 32.</summary>
    public const int LengthMin = 16;

    private const int LengthMax = 4096;

    private readonly byte[] _digest;

    private BearerToken(string token) => _digest = Digest(token);

    /// <summary>Reads the first line of a file.</summary>
    /// <exception cref="FormatException">It is shorter than <see cref="LengthMin"/> characters, or holds more than one word.</exception>
    public static BearerToken Parse(byte[] utf8)
    {
        var token = Encoding.UTF8.GetString(utf8).Trim();
        if (token.Length is < LengthMin or > LengthMax)
            throw new FormatException($"the token has {token.Length} characters, not {LengthMin} to {LengthMax}");
        return token.All(c => c is > ' ' and < '\u007f') ? new(token) : throw new FormatException(
            "the token is not one word of ASCII characters");
    }

    /// <summary>Whether it is this token.</summary>
    public bool Matches(string token) => CryptographicOperations.FixedTimeEquals(Digest(token), _digest);

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
