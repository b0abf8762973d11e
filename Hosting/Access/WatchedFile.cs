using System.Security.Cryptography;

namespace EventEdge.Hosting.Access;

/// <summary>
/// Files read as one value, and read again when their content has changed: a poll of the content, as watchers miss the swaps of mounted
/// configuration. A change counts once two looks have seen the same, so that a file half written shuts nobody out; a broken edit leaves the
/// value as it was.
/// </summary>
internal sealed class WatchedFile<T> where T : class
{
    private const long SizeLimit = 16 << 20;

    private readonly string[] _paths;
    private readonly Func<byte[][], T> _parse;
    private byte[] _digest;
    private byte[] _seen;
    private volatile T _value;
    private int _version;

    /// <exception cref="SecurityException">A file cannot be read, or does not say what it should.</exception>
    public WatchedFile(Func<byte[][], T> parse, params string[] paths)
    {
        (_paths, _parse) = (paths, parse);
        var content = Read();
        (_digest, _value) = (Digest(content), Parse(content));
        _seen = _digest;
    }

    /// <summary>What the files said when they last made sense.</summary>
    public T Value => _value;

    /// <summary>Changes with the value.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>The files' names, for logs.</summary>
    public string Name => string.Join(" and ", _paths);

    /// <summary>Looks at the files; true when the value is new, at the second look that saw it. Called by one loop.</summary>
    /// <exception cref="SecurityException">They changed and do not make sense; said once for each change.</exception>
    public bool Refresh()
    {
        var content = Read();
        var digest = Digest(content);
        var isSettled = digest.AsSpan().SequenceEqual(_seen);
        _seen = digest;
        if (!isSettled || digest.AsSpan().SequenceEqual(_digest)) return false;
        _digest = digest;
        _value = Parse(content);
        Interlocked.Increment(ref _version);
        return true;
    }

    private static byte[] Digest(byte[][] content) => SHA256.HashData([.. content.SelectMany(SHA256.HashData)]);

    private byte[][] Read()
    {
        try
        {
            return [.. _paths.Select(ReadOne)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SecurityException($"{Name} cannot be read: {error.Message}", error);
        }
    }

    private static byte[] ReadOne(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > SizeLimit }) throw new IOException($"it is larger than {SizeLimit} bytes");
        return File.ReadAllBytes(path);
    }

    private T Parse(byte[][] content)
    {
        try
        {
            return _parse(content);
        }
        catch (Exception error) when (
            error is FormatException or CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            throw new SecurityException($"{Name}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
