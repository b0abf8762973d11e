using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Lookups.Tables;

/// <summary>Reads the files of tables, bounded.</summary>
internal static class TableFile
{
    /// <summary>The bytes of a file; null with the reason where it cannot be read, or is too large.</summary>
    /// <param name="file">Its full path.</param>
    /// <param name="path">The path as declared.</param>
    /// <param name="obstacle">Why there are no bytes.</param>
    public static byte[]? Read(string file, string path, out string? obstacle)
    {
        obstacle = null;
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var limit = stream.CanSeek ? Math.Min(stream.Length, TableBuilder.SizeLimit) : TableBuilder.SizeLimit;
            var bytes = new byte[limit + 1];
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            if (bytes.Length <= TableBuilder.SizeLimit) return bytes;
            obstacle = $"'{path}' is larger than {Quantity.FormatSize(TableBuilder.SizeLimit)}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            obstacle = CodeFolder.Obstacle(file, failure);
        }

        return null;
    }
}
