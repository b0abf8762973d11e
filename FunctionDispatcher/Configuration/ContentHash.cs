using System.Security.Cryptography;
using System.Text;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The content of a file as a short name for it: the first 32 hexadecimal digits of its SHA-256.</summary>
internal static class ContentHash
{
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));

    /// <summary>Of several files as one; null when there are none, and of one its own.</summary>
    public static string? OfAll(IReadOnlyList<(string Path, string Content)> files) => files switch
    {
        [] => null,
        [var one] => one.Content,
        _ => Of(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => $"{f.Content} {f.Path}")))),
    };

    /// <summary>Of a file; empty when it cannot be read.</summary>
    public static string OfFile(string path)
    {
        try
        {
            return Of(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
