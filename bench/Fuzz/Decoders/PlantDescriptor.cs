using System.Text;

namespace EventEdge.Fuzz.Decoders;

/// <summary>
/// A descriptor set of Protocol Buffers, written by hand: <c>plant.Reading</c> with a number, a text, packed numbers and a message inside,
/// and <c>plant.Batch</c> of them.
/// </summary>
internal static class PlantDescriptor
{
    private const int Repeated = 3;

    /// <summary>The descriptor set.</summary>
    public static byte[] Bytes { get; } = Field(1, [
        .. Text(1, "plant.proto"), .. Text(2, "plant"), .. Field(4, Reading()), .. Field(4, Batch()), .. Text(12, "proto3")]);

    private static byte[] Reading() =>
    [
        .. Text(1, "Reading"), .. Declared("temperature", 1, type: 1), .. Declared("device", 2, type: 9),
        .. Declared("counts", 3, type: 5, label: Repeated), .. Declared("inner", 4, type: 11, of: ".plant.Reading"),
        .. Declared("taken_at", 5, type: 3),
    ];

    private static byte[] Batch() =>
        [.. Text(1, "Batch"), .. Declared("readings", 1, type: 11, Repeated, ".plant.Reading"), .. Declared("site", 2, type: 9)];

    private static byte[] Declared(string name, byte number, byte type, byte label = 1, string? of = null) => Field(2, [
        .. Text(1, name), 3 << 3, number, 4 << 3, label, 5 << 3, type, .. of is null ? [] : Text(6, of)]);

    private static byte[] Text(byte number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(byte number, byte[] content) => content.Length < 128
        ? [(byte)((number << 3) | 2), (byte)content.Length, .. content]
        : [(byte)((number << 3) | 2), (byte)(content.Length | 128), (byte)(content.Length >> 7), .. content];
}
