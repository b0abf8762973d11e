using EventEdge.Cli;

namespace EventEdge.Users;

/// <summary>Reads a file that another program has written.</summary>
internal static class ImportFile
{
    /// <exception cref="CommandFailure">It cannot be read, or is not what it should be.</exception>
    public static T Read<T>(string path, Func<byte[], T> parse)
    {
        try
        {
            return parse(File.ReadAllBytes(path));
        }
        catch (FormatException malformed)
        {
            throw CommandFailure.BadInput($"{path}: {malformed.Message}");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.BadInput($"cannot read {path}: {failed.Message}");
        }
    }
}
