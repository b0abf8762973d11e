namespace EventEdge.CloudIngest.Stores;

/// <summary>A file with a secret, for its owner's eyes only.</summary>
internal static class SecretFile
{
    /// <summary>Writes it; false, and nothing changed, where the file holds it already.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static bool Write(string path, string secret)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() == secret) return false;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(secret);
        return true;
    }
}
