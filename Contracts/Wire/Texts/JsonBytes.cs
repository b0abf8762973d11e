using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventEdge.Contracts.Texts;

/// <summary>Small JSON documents as bytes. Letters stay as they are; only what JSON forbids is escaped.</summary>
internal static class JsonBytes
{
    private const int UsualSize = 256;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object whose members are written by <paramref name="write"/>.</summary>
    /// <param name="of">What it is told about; so the writing need not capture it.</param>
    /// <param name="write">Writes the members.</param>
    /// <param name="size">Bytes it will take, or thereabouts.</param>
    /// <exception cref="ArgumentException">A text has half a surrogate pair.</exception>
    public static byte[] Object<T>(T of, Action<Utf8JsonWriter, T> write, int size = UsualSize) => Of(
        (of, write),
        static (json, what) =>
        {
            json.WriteStartObject();
            what.write(json, what.of);
            json.WriteEndObject();
        },
        size);

    /// <summary>A value that is written by <paramref name="write"/>.</summary>
    /// <inheritdoc cref="Object"/>
    public static byte[] Of<T>(T of, Action<Utf8JsonWriter, T> write, int size = UsualSize)
    {
        var buffer = new ArrayBufferWriter<byte>(size);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json, of);
        return buffer.WrittenSpan.ToArray();
    }
}
