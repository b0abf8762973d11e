using System.Text.Json;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Bus;

/// <summary>
/// Reads a frame's JSON into values that hold what their types promise: no null where there must be something, every number in its range,
/// and never more entries in memory than <see cref="FrameLimits"/> allows, whatever the bytes say. Members it does not know are passed
/// over.
/// </summary>
internal ref partial struct FrameJsonReader
{
    private static readonly string[] HeadMembers = [
        "format", "node", "epoch", "class", "first_sequence", "last_sequence", "held_back", "numbering_from", "numbering_begun", "sent_at",
        "series", "traces"];

    private static readonly string[] RangeMembers = ["first", "last"];

    private Utf8JsonReader _json;
    private int _entries;

    private FrameJsonReader(ReadOnlySpan<byte> body) => _json = new(body, new JsonReaderOptions { MaxDepth = FrameLimits.Depth });

    private delegate T ReadEntry<out T>(ref FrameJsonReader reader, string column);

    /// <summary>The frame in these bytes.</summary>
    /// <exception cref="FrameFormatException">They are not one; the message says what is wrong.</exception>
    public static MeasurementFrame Read(ReadOnlySpan<byte> body)
    {
        var reader = new FrameJsonReader(body);
        try
        {
            reader.Next();
            var frame = reader.Head();
            if (reader._json.Read()) throw new FrameFormatException("there is something behind the frame");
            return frame;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is a text that is no UTF-8, or half of a surrogate pair.
            throw new FrameFormatException($"not a frame: {error.Message}", error);
        }
    }

    private MeasurementFrame Head()
    {
        var members = new Members(HeadMembers, "the frame");
        var (format, first, last) = (1L, 0L, 0L);
        var (node, epoch, deliveryClass, sent) = (string.Empty, Guid.Empty, DeliveryClass.Normal, default(DateTimeOffset));
        (IReadOnlyList<DeferredRange>? deferred, long? from, DateTimeOffset? begun) = (null, null, null);
        IReadOnlyList<SeriesBlock> series = [];
        IReadOnlyList<PointTrace>? traces = null;
        for (Begin("the frame"); Named(ref members) is var member && member >= 0;)
        {
            switch (HeadMembers[member])
            {
                case "format": format = Format(); break;
                case "node": node = Name("node", FrameLimits.NodeCharacters); break;
                case "epoch": epoch = Epoch(); break;
                case "class": deliveryClass = Class(); break;
                case "first_sequence": first = Integer("first_sequence", 1, FrameLimits.Sequence); break;
                case "last_sequence": last = Integer("last_sequence", 1, FrameLimits.Sequence); break;
                case "held_back": deferred = Deferred(); break;
                case "numbering_from": from = Is(JsonTokenType.Null) ? null : Integer("numbering_from", 1, FrameLimits.Sequence); break;
                case "numbering_begun": begun = Is(JsonTokenType.Null) ? null : Moment("numbering_begun"); break;
                case "sent_at": sent = Moment("sent_at"); break;
                case "series": series = Series(); break;
                case "traces": traces = PointTraceReader.Read(ref _json); break;
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
    private long Format() => Integer("format", 0, int.MaxValue) is var format && format is >= 1 and <= MeasurementFrame.CurrentFormat
        ? format
        : throw new FrameFormatException($"format {format} is not known; the newest known one is {MeasurementFrame.CurrentFormat}");

    private Guid Epoch() =>
        Is(JsonTokenType.String) && _json.TryGetGuid(out var epoch) ? epoch : throw new FrameFormatException("epoch is no UUID");

    private readonly DateTimeOffset Moment(string what) => Is(JsonTokenType.String) && _json.TryGetDateTimeOffset(out var moment)
        ? moment : throw new FrameFormatException($"{what} is no time");

    private DeliveryClass Class()
    {
        foreach (var known in BusNames.Classes)
        {
            if (Is(JsonTokenType.String) && _json.ValueTextEquals(BusNames.NameOf(known))) return known;
        }

        throw new FrameFormatException("class is none of alarm, normal, bulk");
    }

    private List<DeferredRange>? Deferred()
    {
        if (Is(JsonTokenType.Null)) return null;
        var ranges = Column("held_back", static (ref FrameJsonReader reader, string _) => reader.Range());
        return ranges.Count <= FrameLimits.DeferredRanges
            ? ranges
            : throw new FrameFormatException($"held_back has {ranges.Count} ranges; at most {FrameLimits.DeferredRanges} are allowed");
    }

    private DeferredRange Range()
    {
        var members = new Members(RangeMembers, "held_back");
        var (first, last) = (0L, 0L);
        for (Begin("held_back"); Named(ref members) is var member && member >= 0;)
        {
            if (member == 0) first = Integer("held_back.first", 1, FrameLimits.Sequence);
            else last = Integer("held_back.last", 1, FrameLimits.Sequence);
        }

        return first > 0 && last > 0 ? new(first, last) : throw new FrameFormatException("a range of held_back lacks first or last");
    }

    private void Next()
    {
        if (!_json.Read()) throw new FrameFormatException("the frame ends in its midst");
    }

    private readonly bool Is(JsonTokenType token) => _json.TokenType == token;

    private readonly void Begin(string what)
    {
        if (!Is(JsonTokenType.StartObject)) throw new FrameFormatException($"{what} is no object");
    }

    // The place of the next member of the object, its value under the reader; -1 at the object's end.
    private int Named(ref Members members)
    {
        while (true)
        {
            Next();
            if (Is(JsonTokenType.EndObject)) return -1;
            var member = members.Find(ref _json);
            Next();
            if (member >= 0) return member;
            _json.Skip();
        }
    }

    private List<T> Column<T>(string column, ReadEntry<T> read)
    {
        if (!Is(JsonTokenType.StartArray)) throw new FrameFormatException($"{column} is no array");
        var entries = new List<T>();
        for (Next(); !Is(JsonTokenType.EndArray); Next())
        {
            Count(1);
            entries.Add(read(ref this, column));
        }

        return entries;
    }

    private void Count(int entries)
    {
        if ((_entries += entries) > FrameLimits.Entries)
            throw new FrameFormatException($"the frame has more than {FrameLimits.Entries:N0} entries");
    }

    private long Integer(string what, long smallest, long largest) =>
        Is(JsonTokenType.Number) && _json.TryGetInt64(out var number) && number >= smallest && number <= largest
            ? number
            : throw new FrameFormatException($"{what} is no whole number from {smallest} to {largest}");

    private string Text(string what) =>
        Is(JsonTokenType.String) ? _json.GetString()! : throw new FrameFormatException($"{what} is no text");

    private string Name(string what, int characters = FrameLimits.NameCharacters)
    {
        var name = Text(what);
        return name.Length > 0 && name.Length <= characters
            ? name
            : throw new FrameFormatException($"{what} has {name.Length} characters; 1 to {characters} are allowed");
    }

    /// <summary>The members of an object: which it may have, and which it had.</summary>
    private struct Members(string[] names, string what)
    {
        private int _seen;

        public int Find(ref Utf8JsonReader json)
        {
            for (var place = 0; place < names.Length; place++)
            {
                if (!json.ValueTextEquals(names[place])) continue;
                if ((_seen & (1 << place)) != 0) throw new FrameFormatException($"{what} has {names[place]} twice");
                _seen |= 1 << place;
                return place;
            }

            return -1;
        }

        public readonly void Require(params ReadOnlySpan<string> required)
        {
            foreach (var name in required)
            {
                if ((_seen & (1 << Array.IndexOf(names, name))) == 0) throw new FrameFormatException($"{what} has no {name}");
            }
        }
    }
}
