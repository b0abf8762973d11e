using System.Text.Json;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>
/// Reads a frame's JSON into values that hold what their types promise: no null where there must be something, every number in its range,
/// and a bounded number of entries (<see cref="FrameJsonCursor"/>). Members it does not know are passed over.
/// </summary>
internal static class FrameJsonReader
{
    private static readonly string[] HeadMembers = [
        "format", "node", "epoch", "class", "first_sequence", "last_sequence", "held_back", "numbering_from", "numbering_begun", "sent_at",
        "series", "traces"];

    private static readonly string[] RangeMembers = ["first", "last"];

    /// <summary>The frame in these bytes.</summary>
    /// <exception cref="FrameFormatException">They are not one; the message says what is wrong.</exception>
    public static MeasurementFrame Read(ReadOnlySpan<byte> body)
    {
        var json = new FrameJsonCursor(body);
        try
        {
            json.Next();
            var frame = Head(ref json);
            json.End();
            return frame;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is a text that is no UTF-8, or half of a surrogate pair.
            throw new FrameFormatException($"not a frame: {error.Message}", error);
        }
    }

    private static MeasurementFrame Head(ref FrameJsonCursor json)
    {
        var members = new FrameMembers(HeadMembers, "the frame");
        var (format, first, last) = (1L, 0L, 0L);
        var (node, epoch, deliveryClass, sent) = (string.Empty, Guid.Empty, DeliveryClass.Normal, default(DateTimeOffset));
        (IReadOnlyList<DeferredRange>? deferred, long? from, DateTimeOffset? begun) = (null, null, null);
        IReadOnlyList<SeriesBlock> series = [];
        IReadOnlyList<PointTrace>? traces = null;
        for (json.Begin("the frame"); json.Named(ref members) is var member && member >= 0;)
        {
            switch (HeadMembers[member])
            {
                case "format": format = Format(json); break;
                case "node": node = json.Name("node", FrameLimits.NodeCharacters); break;
                case "epoch": epoch = Epoch(json); break;
                case "class": deliveryClass = Class(json); break;
                case "first_sequence": first = json.Integer("first_sequence", 1, FrameLimits.Sequence); break;
                case "last_sequence": last = json.Integer("last_sequence", 1, FrameLimits.Sequence); break;
                case "held_back": deferred = Deferred(ref json); break;
                case "numbering_from": from = From(json); break;
                case "numbering_begun": begun = json.Is(JsonTokenType.Null) ? null : json.Moment("numbering_begun"); break;
                case "sent_at": sent = json.Moment("sent_at"); break;
                case "series": series = SeriesReader.Read(ref json); break;
                case "traces": traces = PointTraceReader.Read(ref json.Json); break;
            }
        }

        members.Require("node", "epoch", "class", "first_sequence", "last_sequence", "sent_at", "series");
        return new MeasurementFrame
        {
            Format = (int)format,
            Node = node,
            Epoch = epoch,
            Class = deliveryClass,
            FirstSequence = first,
            LastSequence = last,
            Deferred = deferred,
            NumberingFrom = from,
            NumberingBegun = begun,
            SentAt = sent,
            Series = series,
            Traces = traces,
        };
    }

    // Another format may have other members: it is refused before anything is made of them.
    private static long Format(in FrameJsonCursor json)
    {
        var format = json.Integer("format", 0, int.MaxValue);
        return format is >= 1 and <= MeasurementFrame.CurrentFormat
            ? format
            : throw new FrameFormatException($"format {format} is not known; the newest known one is {MeasurementFrame.CurrentFormat}");
    }

    private static long? From(in FrameJsonCursor json) =>
        json.Is(JsonTokenType.Null) ? null : json.Integer("numbering_from", 1, FrameLimits.Sequence);

    private static Guid Epoch(FrameJsonCursor json) =>
        json.Is(JsonTokenType.String) && json.Json.TryGetGuid(out var epoch) ? epoch : throw new FrameFormatException("epoch is no UUID");

    private static DeliveryClass Class(FrameJsonCursor json)
    {
        foreach (var known in BusNames.Classes)
        {
            if (json.Is(JsonTokenType.String) && json.Json.ValueTextEquals(BusNames.NameOf(known))) return known;
        }

        throw new FrameFormatException("class is none of alarm, normal, bulk");
    }

    private static List<DeferredRange>? Deferred(ref FrameJsonCursor json)
    {
        if (json.Optional("held_back", static (ref FrameJsonCursor range, string _) => Range(ref range)) is not { } ranges) return null;
        return ranges.Count <= FrameLimits.DeferredRanges
            ? ranges
            : throw new FrameFormatException($"held_back has {ranges.Count} ranges; at most {FrameLimits.DeferredRanges} are allowed");
    }

    private static DeferredRange Range(ref FrameJsonCursor json)
    {
        var members = new FrameMembers(RangeMembers, "held_back");
        var (first, last) = (0L, 0L);
        for (json.Begin("held_back"); json.Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) first = json.Integer("held_back.first", 1, FrameLimits.Sequence);
            else last = json.Integer("held_back.last", 1, FrameLimits.Sequence);
        }

        return first > 0 && last > 0 ? new(first, last) : throw new FrameFormatException("held_back has a range that lacks first or last");
    }
}
