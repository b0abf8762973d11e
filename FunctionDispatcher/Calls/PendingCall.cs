using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>A call that has been decided on and whose end is not known yet: its input, and what its results will be about.</summary>
internal sealed class PendingCall
{
    // In the place of a length: that of the event before, whose message it is.
    private const int SamePayload = -1;

    // In the place of a length: what the message says about itself comes first, then the length.
    private const int Described = -2;

    // The first format has the first of them only.
    private const byte IsPartial = 1, HasPart = 2, HasTime = 4, IsProvisional = 8;

    public required CallId Id { get; init; }

    /// <summary>The document for the function.</summary>
    public required byte[] Input { get; init; }

    /// <summary>The event it is about, with its payload; null for a window.</summary>
    public EdgeEvent? Event { get; init; }

    /// <summary>The window it is about; null for an event.</summary>
    public WindowBounds? Window { get; init; }

    /// <summary>Recorded time when it was decided on.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Bytes it keeps in memory, about.</summary>
    public long Size => Input.Length + (Event?.Payload.Length ?? 0) + (Event?.Properties.Bytes.Length ?? 0);

    /// <summary>Writes it behind the one before it, of whose message it may be as well.</summary>
    public void Save(BinaryWriter writer, PendingCall? before)
    {
        writer.Write(Id.Sequence);
        writer.Write(Id.Ordinal);
        writer.Write(DecidedAt.UtcTicks);
        WriteBytes(writer, Input);
        writer.Write(Event is not null);
        if (Event is not null) Save(writer, Event, before?.Event);
        else Save(writer, Window!);
    }

    public static PendingCall Load(BinaryReader reader, EventLayout layout, PendingCall? before)
    {
        var id = new CallId(reader.ReadInt64(), reader.ReadInt32());
        var decidedAt = Ticks.ToInstant(reader.ReadInt64());
        var input = reader.ReadBytes(reader.ReadInt32());
        var isEvent = reader.ReadBoolean();
        return new()
        {
            Id = id,
            DecidedAt = decidedAt,
            Input = input,
            Event = isEvent ? LoadEvent(reader, layout, before?.Event) : null,
            Window = isEvent ? null : LoadWindow(reader),
        };
    }

    private static void Save(BinaryWriter writer, EdgeEvent input, EdgeEvent? before)
    {
        writer.WriteEvent(input);
        if (!input.Properties.IsEmpty)
        {
            writer.Write(Described);
            WriteBytes(writer, input.Properties.Bytes.Span);
        }

        if (input.Index != 0 && before is not null && before.Payload.Equals(input.Payload)) writer.Write(SamePayload);
        else WriteBytes(writer, input.Payload.Span);
    }

    private static EdgeEvent LoadEvent(BinaryReader reader, EventLayout layout, EdgeEvent? before)
    {
        var input = reader.ReadEvent(layout);
        var length = reader.ReadInt32();
        if (length == Described)
        {
            input.Properties = new(reader.ReadBytes(reader.ReadInt32()));
            length = reader.ReadInt32();
        }

        input.Payload = length == SamePayload ? before!.Payload : reader.ReadBytes(length);
        return input;
    }

    private static void Save(BinaryWriter writer, WindowBounds window)
    {
        writer.Write(window.Start.UtcTicks);
        writer.Write(window.End.UtcTicks);
        writer.Write(window.Revision);
        var hasTime = window.Time != window.Start;
        writer.Write((byte)((window.Partial ? IsPartial : 0) | (window.Part != 0 ? HasPart : 0) | (hasTime ? HasTime : 0)
            | (window.Provisional ? IsProvisional : 0)));
        if (window.Part != 0) writer.Write(window.Part);
        if (hasTime) writer.Write(window.Time.UtcTicks);
        writer.Write(window.Key.Count);
        foreach (var value in window.Key) writer.WriteValue(value);
    }

    private static WindowBounds LoadWindow(BinaryReader reader)
    {
        var start = Ticks.ToInstant(reader.ReadInt64());
        var end = Ticks.ToInstant(reader.ReadInt64());
        var revision = reader.ReadInt32();
        var flags = reader.ReadByte();
        var part = (flags & HasPart) != 0 ? reader.ReadInt64() : 0;
        var time = (flags & HasTime) != 0 ? Ticks.ToInstant(reader.ReadInt64()) : start;
        var key = new FieldValue[reader.ReadInt32()];
        for (var i = 0; i < key.Length; i++) key[i] = reader.ReadValue();
        return new(start, end, key, revision, (flags & IsPartial) != 0)
        {
            Part = part, Time = time, Provisional = (flags & IsProvisional) != 0,
        };
    }

    private static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
