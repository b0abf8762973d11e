namespace EventEdge.FunctionDispatcher.Runtimes.Code;

/// <summary>
/// Code by the hash of its content: sources as they were taken and images made of them. On disk, so that a restart neither compiles nor
/// depends on what a file says by then; the oldest go when there are many. What is damaged counts as missing.
/// </summary>
internal sealed class ImageStore(string? directory)
{
    /// <summary>Files kept; each of a few kilobytes.</summary>
    public const int FileLimit = 512;

    private const int CheckLength = 16;
    private readonly Dictionary<string, byte[]> _memory = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What was kept under a name; null when it is not there, or not as it was kept.</summary>
    public byte[]? Find(string name)
    {
        lock (_lock)
        {
            if (_memory.TryGetValue(name, out var kept)) return kept;
            return directory is null ? null : Read(Path.Combine(directory, name));
        }
    }

    /// <summary>Keeps something; where the disk takes nothing, until the process ends.</summary>
    public void Keep(string name, byte[] bytes)
    {
        lock (_lock)
        {
            if (directory is not null && TryWrite(directory, name, bytes)) return;
            if (_memory.Count >= FileLimit) _memory.Clear();
            _memory[name] = bytes;
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            var all = File.ReadAllBytes(path);
            if (all.Length < CheckLength || !CheckOf(all.AsSpan(CheckLength)).AsSpan().SequenceEqual(all.AsSpan(0, CheckLength)))
                return null;
            return all[CheckLength..];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryWrite(string directory, string name, byte[] bytes)
    {
        var path = Path.Combine(directory, name);
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllBytes($"{path}.new", [.. CheckOf(bytes), .. bytes]);
            File.Move($"{path}.new", path, overwrite: true);
            foreach (var old in new DirectoryInfo(directory).GetFiles().OrderByDescending(f => f.LastWriteTimeUtc).Skip(FileLimit))
                old.Delete();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static byte[] CheckOf(ReadOnlySpan<byte> bytes) => System.Security.Cryptography.SHA256.HashData(bytes)[..CheckLength];
}
