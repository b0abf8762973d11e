using System.Buffers;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Frames;

/// <summary>
/// What points take in a frame at most, as if each stood alone in a block of its own. Never less than they really take: what
/// <see cref="Fits"/> is accepted by every reader.
/// </summary>
/// <param name="Entries">Entries, as <see cref="FrameLimits.Entries"/> counts them.</param>
/// <param name="Bytes">Bytes of JSON.</param>
internal readonly record struct FrameWeight(long Entries, long Bytes)
{
    // Every number of a block with its longest text, and every member's name.
    private const int BlockBytes = 512;
    private const int ColumnBytes = 48;
    private const int TraceBytes = 128;
    private const int NumberBytes = 26;

    // Entries of time, window, sequence, revision and partial.
    private const int RowEntries = 5;

    // A character that has to be escaped takes six bytes, and few do: only in long texts is it worth looking.
    private const int EscapedBytes = 6;
    private const int ShortText = 64;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Whether an edge may put so much into one frame.</summary>
    public bool Fits => Entries <= FrameLimits.BatchEntries && Bytes <= FrameLimits.BatchBytes;

    public static FrameWeight operator +(FrameWeight left, FrameWeight right) =>
        new(left.Entries + right.Entries, left.Bytes + right.Bytes);

    /// <summary>Of one point.</summary>
    /// <param name="binding">The binding's name, which its block has.</param>
    /// <param name="point">The point.</param>
    public static FrameWeight Of(string binding, Point point)
    {
        var columns = point.Tags.Count + point.Fields.Count;
        var bytes = BlockBytes + BytesOf(binding) + BytesOf(point.Measurement) + ((long)columns * ColumnBytes);
        // By index: an enumerator of a list behind an interface is an object for each point.
        for (var i = 0; i < point.Tags.Count; i++) bytes += BytesOf(point.Tags[i].Key) + BytesOf(point.Tags[i].Value);
        for (var i = 0; i < point.Fields.Count; i++)
        {
            var (name, value) = point.Fields[i];
            bytes += BytesOf(name) + ((value.AsText ?? value.Digits) is { } text ? BytesOf(text) : NumberBytes);
        }

        if (point.Trace is not null) bytes += TraceBytes;
        return new(FrameLimits.BlockEntries + RowEntries + (point.Trace is null ? 0 : 1) + (
            (long)columns * (FrameLimits.ColumnEntries + 1)), bytes);
    }

    private static long BytesOf(string text) =>
        text.Length > ShortText && !text.AsSpan().ContainsAnyExcept(Plain) ? text.Length : (long)text.Length * EscapedBytes;
}
