namespace EventEdge.Commands;

/// <summary>Reads a file that another program has written.</summary>
internal static class ImportFile
{
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.BadInput($"cannot read {path}: {failed.Message}");
        }
    }
}
