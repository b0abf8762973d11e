using System.Text;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>Records of a stream that never came although later ones did.</summary>
/// <param name="Node">The edge node.</param>
/// <param name="Epoch">Its numbering.</param>
/// <param name="Class">The class.</param>
/// <param name="First">First missing record.</param>
/// <param name="Last">Last missing record.</param>
public sealed record SequenceGap(string Node, Guid Epoch, DeliveryClass Class, long First, long Last);

/// <summary>A numbering of records.</summary>
internal sealed record StreamKey(string Node, Guid Epoch, DeliveryClass Class)
{
    public static StreamKey Of(MeasurementFrame frame) => new(frame.Node, frame.Epoch, frame.Class);
}

/// <summary>What the ledger adds up; every number only grows.</summary>
internal readonly record struct IngestCounts(long Frames, PointCounts Points)
{
    public static IngestCounts operator +(IngestCounts left, IngestCounts right) =>
        new(left.Frames + right.Frames, left.Points + right.Points);
}

/// <summary>What one stream brought; every number only grows.</summary>
/// <param name="Frames">Frames, repeated ones included.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Redelivered">Points among them whose record had been stored before.</param>
internal readonly record struct StreamCounts(long Frames, long Points, long Redelivered)
{
    public static StreamCounts operator +(StreamCounts left, StreamCounts right) =>
        new(left.Frames + right.Frames, left.Points + right.Points, left.Redelivered + right.Redelivered);
}

/// <summary>Something the cloud gave up.</summary>
/// <param name="Node">The edge node; empty when the frame could not be read.</param>
/// <param name="Binding">The binding; empty when the frame could not be read.</param>
/// <param name="Reason">The store's or the decoder's own words.</param>
/// <param name="Content">The point as JSON, or the frame's bytes.</param>
internal sealed record CloudDeadLetter(string Node, string Binding, string Reason, byte[] Content)
{
    private const int ReasonCharacters = 1024;

    /// <summary>Whether it is a frame, as it came, and not a point.</summary>
    public bool IsFrame => Binding.Length == 0;

    /// <summary>Bytes that it takes where it is kept.</summary>
    public long Size => Encoding.UTF8.GetByteCount(Binding) + Encoding.UTF8.GetByteCount(Reason) + Content.Length;

    /// <summary>Of a point.</summary>
    public static CloudDeadLetter Of(NodePoint source, string reason, int limit)
    {
        var content = PointText.Json(source.Point, limit, out var isCut);
        reason = Short(reason);
        return new CloudDeadLetter(
            source.Node, source.Binding, isCut ? $"{reason} (the first {content.Length:N0} bytes are kept)" : reason, content);
    }

    /// <summary>The same with no more than so many bytes of content.</summary>
    public CloudDeadLetter Within(int limit) => Content.Length <= limit
        ? this with { Reason = Short(Reason) }
        : this with
        {
            Reason = $"{Short(Reason)} (the first {limit:N0} of {Content.Length:N0} bytes are kept)",
            Content = Content[..limit]
        };

    // Room for the note of what was cut off.
    private static string Short(string reason) => reason.Length <= ReasonCharacters + 64 ? reason : reason[..ReasonCharacters];
}
