using System.IO.Hashing;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>The bytes of a bindings file, or what stands in the way of them.</summary>
internal sealed record BindingsContent
{
    public byte[] Bytes { get; private init; } = [];

    /// <summary>Hash of the bytes, 32 hexadecimal digits; empty when there are none to read.</summary>
    public string Hash { get; private init; } = string.Empty;

    /// <summary>Why the file cannot be read, in one sentence; null when it was.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Two contents of the same fingerprint need not be parsed twice.</summary>
    public string Fingerprint => Obstacle ?? Hash;

    public static BindingsContent Of(byte[] bytes) => bytes.Length <= BindingsFile.SizeLimit
        ? new() { Bytes = bytes, Hash = Convert.ToHexStringLower(XxHash128.Hash(bytes)) }
        : new() { Obstacle = $"the file is larger than {Quantity.FormatSize(BindingsFile.SizeLimit)}" };

    /// <summary>Reads a file, at most one byte more than the limit.</summary>
    public static BindingsContent Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Of(ReadLimited(stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new() { Obstacle = Reason(failure) };
        }
    }

    private static byte[] ReadLimited(FileStream stream)
    {
        // A pipe has no length, and a file may grow while it is read: what counts is where the bytes end.
        var buffer = new byte[stream.CanSeek ? Math.Min(stream.Length, BindingsFile.SizeLimit) + 1 : BindingsFile.SizeLimit + 1];
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    private static string Reason(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "the file must not be read by this user, or is a directory",
        _ => $"the file cannot be read: {failure.Message}",
    };
}
