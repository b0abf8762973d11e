using System.Text;
using EventEdge.Contracts.Durability;

namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// The users of the MQTT listeners, one <c>name:hash</c> a line; empty lines and lines that begin with <c>#</c> are left alone. Only the
/// owner, and a group that could before, may read what <see cref="Save"/> writes.
/// </summary>
public sealed class PasswordFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A group that was let in is that of the service.
    private const UnixFileMode OwnerAndReadingGroup = OwnerOnly | UnixFileMode.GroupRead;

    private readonly SortedDictionary<string, PasswordHash> _users = new(StringComparer.Ordinal);

    /// <summary>Everybody in it, in order.</summary>
    public IReadOnlyCollection<string> Users => _users.Keys;

    /// <summary>Reads a file; one that does not exist is empty.</summary>
    /// <exception cref="FormatException">A line is not <c>name:hash</c>; the message has its number.</exception>
    public static PasswordFile Load(string path) => File.Exists(path) ? Parse(File.ReadAllBytes(path)) : new();

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="FormatException">A line is not <c>name:hash</c>; the message has its number.</exception>
    public static PasswordFile Parse(byte[] utf8)
    {
        var file = new PasswordFile();
        foreach (var (line, number) in TextLines.Of(utf8)) file.Take(line, number);
        return file;
    }

    /// <summary>What the user's password must match; null when there is no such user.</summary>
    public PasswordHash? Find(string user) => _users.GetValueOrDefault(user);

    /// <summary>Adds a user, or replaces the password of one that is there; true when it is new.</summary>
    /// <exception cref="FormatException">The name cannot stand in the file.</exception>
    public bool Set(string user, PasswordHash hash)
    {
        if (!IsName(user)) throw new FormatException(
            $"'{user}' is not a user name: 1 to 128 characters without ':', '#', '/', '+', '{{', '}}', spaces and control characters");
        var isNew = !_users.ContainsKey(user);
        _users[user] = hash;
        return isNew;
    }

    /// <summary>Removes a user; false when there is none.</summary>
    public bool Remove(string user) => _users.Remove(user);

    /// <summary>Replaces the file as a whole: a node that reads it meanwhile sees the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written, or the disk does not say that it keeps it.</exception>
    public void Save(string path)
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(_users.Select(user => $"{user.Key}:{user.Value}\n")));
        DurableFile.ReplaceInPlace(path, content, former => former & OwnerAndReadingGroup ?? OwnerOnly);
    }

    /// <summary>
    /// Names stand in topics and in lines of files, so they may not hold what means something there; <c>*</c> means everybody.
    /// </summary>
    private static bool IsName(string user) =>
        user.Length is > 0 and <= 128 && user != "*"
            && !user.Any(c => c is ':' or '#' or '/' or '+' or '{' or '}' || char.IsWhiteSpace(c) || char.IsControl(c));

    private void Take(string line, int number)
    {
        var colon = line.IndexOf(':');
        if (colon < 0) throw new FormatException($"line {number}: expected NAME:HASH");
        var name = line[..colon];
        if (_users.ContainsKey(name)) throw new FormatException($"line {number}: user '{name}' is there twice");
        try
        {
            Set(name, PasswordHash.Parse(line[(colon + 1)..].TrimEnd()));
        }
        catch (FormatException error)
        {
            throw new FormatException($"line {number}: {error.Message}", error);
        }
    }
}
