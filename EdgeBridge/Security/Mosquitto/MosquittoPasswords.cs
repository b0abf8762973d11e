namespace EventEdge.EdgeBridge.Security.Mosquitto;

/// <summary>
/// Takes users over from a file that <c>mosquitto_passwd</c> has written. Their hashes go on to count: nobody needs to know a password.
/// </summary>
public static class MosquittoPasswords
{
    /// <summary>Adds the users of a file; those that are there already keep their passwords.</summary>
    /// <param name="utf8">The file: <c>name:$6$…</c> or <c>name:$7$…</c> a line.</param>
    /// <param name="users">Where they are added.</param>
    /// <returns>How many were added, and every line that could not be, with its number and the reason. A user that is there with the same
    /// password is none: a file may be imported again.</returns>
    public static (int Added, IReadOnlyList<string> Problems) Import(byte[] utf8, PasswordFile users)
    {
        var (added, problems) = (0, new List<string>());
        foreach (var (line, number) in TextLines.Of(utf8))
        {
            var before = users.Users.Count;
            if (Take(line, users) is { } problem) problems.Add($"line {number}: {problem}");
            added += users.Users.Count - before;
        }

        return (added, problems);
    }

    private static string? Take(string line, PasswordFile users)
    {
        var colon = line.IndexOf(':');
        if (colon <= 0) return "expected NAME:HASH as mosquitto_passwd writes it";
        var (name, hash) = (line[..colon], line[(colon + 1)..].TrimEnd());
        if (!hash.StartsWith('$')) return $"the password of '{name}' is not hashed: mosquitto_passwd -U does that";
        if (users.Find(name) is { } known)
            return known.ToString() == hash ? null : $"user '{name}' is there with another password, which stays";
        try
        {
            users.Set(name, PasswordHash.Parse(hash));
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }
}
