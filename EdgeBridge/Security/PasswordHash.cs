using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// A password as it is kept: PBKDF2 with SHA-512, written <c>$pbkdf2-sha512$i=600000$salt$key</c> in base64. Checking one takes a few
/// tenths of a second of processor time on purpose. Those of <c>mosquitto_passwd</c> are read too: <c>$6$salt$key</c> (SHA-512 of password
/// and salt) and <c>$7$rounds$salt$key</c> (PBKDF2).
/// </summary>
public sealed class PasswordHash
{
    /// <summary>Fewest rounds that are accepted from a file, and what new hashes get.</summary>
    public const int RoundsMin = 600_000;

    /// <summary>Most rounds that are accepted from a file: a bound on what one login costs.</summary>
    public const int RoundsMax = 10_000_000;

    /// <summary>Longest password, in bytes of UTF-8.</summary>
    public const int PasswordBytesMax = 1024;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int KeyBytes = 64;

    private readonly int _rounds;
    private readonly string? _foreign;
    private readonly byte[] _salt;
    private readonly byte[] _key;

    private PasswordHash(int rounds, byte[] salt, byte[] key, string? foreign = null) =>
        (_rounds, _salt, _key, _foreign) = (rounds, salt, key, foreign);

    /// <summary>It is of Mosquitto's making, which is quicker to guess at: a new password replaces it by one that is not.</summary>
    public bool IsWeak => _foreign is not null;

    /// <summary>A hash no password matches; checking against it costs what checking a real one costs.</summary>
    internal static PasswordHash OfNobody { get; } = new(RoundsMin, new byte[SaltBytes], new byte[KeyBytes]);

    /// <summary>Hashes a password with a new salt.</summary>
    /// <exception cref="FormatException">The password is empty or too long.</exception>
    public static PasswordHash Create(string password)
    {
        if (password.Length == 0) throw new FormatException("the password is empty");
        if (Encoding.UTF8.GetByteCount(password) > PasswordBytesMax)
            throw new FormatException($"the password is longer than {PasswordBytesMax} bytes");
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(RoundsMin, salt, Derive(Encoding.UTF8.GetBytes(password), salt, RoundsMin));
    }

    /// <summary>Reads a hash as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException">It is not one, or has fewer than <see cref="RoundsMin"/> rounds.</exception>
    public static PasswordHash Parse(string text)
    {
        if (text.StartsWith("$6$", StringComparison.Ordinal) || text.StartsWith("$7$", StringComparison.Ordinal)) return ParseForeign(text);
        if (text.Split('$') is not ["", Scheme, ['i', '=', .. var count], var salt, var key])
            throw new FormatException($"expected ${Scheme}$i=ROUNDS$SALT$KEY");
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds is < RoundsMin or > RoundsMax)
        {
            throw new FormatException($"rounds are {RoundsMin} to {RoundsMax}, not '{count}'");
        }

        var (saltBytes, keyBytes) = (Convert.FromBase64String(salt), Convert.FromBase64String(key));
        if (saltBytes.Length < SaltBytes || keyBytes.Length != KeyBytes) throw new FormatException("salt or key is too short");
        return new(rounds, saltBytes, keyBytes);
    }

    /// <summary>Whether it is this password; takes the same time either way.</summary>
    public bool Matches(ReadOnlySpan<byte> password)
    {
        if (_foreign is null) return CryptographicOperations.FixedTimeEquals(Derive(password, _salt, _rounds), _key);
        // As long as any other, so that the clock does not tell who has which kind, and who is unknown.
        Derive(password, OfNobody._salt, RoundsMin);
        return CryptographicOperations.FixedTimeEquals(
            _rounds == 0 ? SHA512.HashData([.. password, .. _salt]) : Derive(password, _salt, _rounds), _key);
    }

    /// <summary>One line of text without spaces; no secret can be read off it.</summary>
    public override string ToString() => _foreign ??
        string.Create(
            CultureInfo.InvariantCulture, $"${Scheme}$i={_rounds}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_key)}");

    private static PasswordHash ParseForeign(string text)
    {
        var (count, salt, key) = text.Split('$') switch
        {
            ["", "6", var s, var k] => ("0", s, k),
            ["", "7", var c, var s, var k] => (c, s, k),
            _ => throw new FormatException("expected $6$SALT$KEY or $7$ROUNDS$SALT$KEY"),
        };
        var isCount = int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds <= RoundsMax
            && (rounds > 0 || text[1] == '6');
        if (!isCount) throw new FormatException($"rounds are 1 to {RoundsMax}, not '{count}'");
        var (saltBytes, keyBytes) = (Convert.FromBase64String(salt), Convert.FromBase64String(key));
        return saltBytes.Length > 0
            && keyBytes.Length == KeyBytes ? new(rounds, saltBytes, keyBytes, text) : throw new FormatException("salt or key is too short");
    }

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, KeyBytes);
}
