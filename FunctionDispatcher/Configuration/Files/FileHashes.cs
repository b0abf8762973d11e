
namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>
/// Hashes of files that are looked at again and again. Small ones are read each time; a large one only when its length or its time of
/// writing is another, so that a module of many megabytes does not keep the disk busy. One caller at a time.
/// </summary>
internal sealed class FileHashes
{
    /// <summary>Bytes from which on a file counts as large.</summary>
    public const int LargeFrom = 1 << 20;

    private readonly Dictionary<string, (long Length, DateTime Written, string Hash)> _large = new(StringComparer.Ordinal);

    /// <summary>The hash of a file; empty when it cannot be read.</summary>
    public string Of(string path)
    {
        if (Large(path) is not { } file) return ContentHash.OfFile(path);
        if (_large.TryGetValue(file.FullName, out var seen) && (seen.Length, seen.Written) == (file.Length, file.LastWriteTimeUtc))
            return seen.Hash;
        if (_large.Count >= 1024) _large.Clear();
        var (length, written) = (file.Length, file.LastWriteTimeUtc);
        var hash = ContentHash.OfFile(path);
        _large[file.FullName] = (length, written, hash);
        return hash;
    }

    private static FileInfo? Large(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            return file.Exists && file.Length >= LargeFrom ? file : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
