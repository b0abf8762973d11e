using System.Security.Cryptography;
using System.Text;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Digests of a text's UTF-8 bytes in small hexadecimal digits: to compare and to hide names, not to keep secrets.</summary>
internal static class HashFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Define.Text("md5(x)", "the MD5 digest in hexadecimal digits", x => Hex(MD5.HashData(Encoding.UTF8.GetBytes(x)))),
        Define.Text("sha1(x)", "the SHA-1 digest", x => Hex(SHA1.HashData(Encoding.UTF8.GetBytes(x)))),
        Define.Text("sha256(x)", "the SHA-256 digest", x => Hex(SHA256.HashData(Encoding.UTF8.GetBytes(x)))),
        Define.Text("sha384(x)", "the SHA-384 digest", x => Hex(SHA384.HashData(Encoding.UTF8.GetBytes(x)))),
        Define.Text("sha512(x)", "the SHA-512 digest", x => Hex(SHA512.HashData(Encoding.UTF8.GetBytes(x)))),
        Define.Length(
            "crc32(x)", "the CRC-32 of IEEE 802.3 as a number", x => System.IO.Hashing.Crc32.HashToUInt32(Encoding.UTF8.GetBytes(x))),
    ];

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest);
}
