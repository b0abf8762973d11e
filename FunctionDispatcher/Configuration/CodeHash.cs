using System.Security.Cryptography;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The content of a file of code as a short name for it: the first 32 hexadecimal digits of its SHA-256.</summary>
internal static class CodeHash
{
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));

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
