using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Access;

/// <summary>Looks whether others on the machine may read what is secret.</summary>
public static class SecretFiles
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Logs a warning for each file or directory that others may read or write; what is not there is passed over.</summary>
    public static void Warn(ILogger logger, params ReadOnlySpan<string?> paths)
    {
        foreach (var path in paths)
        {
            if (path is not null && IsOpen(path)) logger.SecretIsOpen(path);
        }
    }

    private static bool IsOpen(string path)
    {
        if (OperatingSystem.IsWindows() || (!File.Exists(path) && !Directory.Exists(path))) return false;
        try
        {
            return (File.GetUnixFileMode(path) & Others) != 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
