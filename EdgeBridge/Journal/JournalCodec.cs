using System.Buffers.Binary;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Storage.Segments;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Journal;

/// <summary>
/// A message's bytes in the journal: <c>received i64 (UTC ticks) | flags u8 | packet id u16 | client length u16 | topic length u16 | client
/// | topic | payload</c>, little-endian; a traced one has its <c>traceparent</c> (55 bytes) before the payload, one for a binding alone
/// <c>event i32 (-1: all) | binding length u16 | binding</c>, one with properties whatever else it has: <c>parts u8 (1 trace, 2 binding) |
/// [trace] | [event, binding] | length of the properties i32 | properties</c>. Flags: QoS in bits 0–1, DUP 2, retain 3. A tick is the
/// time alone, the end of a call the time and <see cref="CallCompletion.ToBytes"/>, a setting of the clock the time and how far it was
/// moved (i64, ticks). Another layout is another record type.
/// </summary>
internal static class JournalCodec
{
    private const int FixedBytes = 15;
    private const int DuplicateFlag = 4;
    private const int RetainedFlag = 8;
    private const int TargetBytes = 6;
    private const int WholeMessage = -1;
    private const int TracePart = 1;
    private const int TargetPart = 2;
    private const int DescriptionBytes = 1 + sizeof(int);

    /// <summary>Bytes in front of the payload, at most.</summary>
    public static int HeadLimit(in ReceivedMessage message) =>
        FixedBytes + Encoding.UTF8.GetMaxByteCount(message.ClientId.Length) + Encoding.UTF8.GetMaxByteCount(message.Topic.Length)
        + (message.Trace?.Length ?? 0)
        + (message.Target is { } target ? TargetBytes + Encoding.UTF8.GetMaxByteCount(target.Binding.Length) : 0)
        + (message.Properties is { } properties ? DescriptionBytes + properties.Bytes.Length : 0);

    /// <summary>The type of a message's record.</summary>
    public static JournalEntryKind KindOf(in ReceivedMessage message) =>
        message.Properties is not null ? JournalEntryKind.DescribedMessage
        : message.Target is not null ? JournalEntryKind.TargetedMessage
        : message.Trace is null ? JournalEntryKind.Message : JournalEntryKind.TracedMessage;

    /// <summary>Writes everything but the payload; returns the bytes used.</summary>
    /// <exception cref="ArgumentException">The topic or the client id takes more than 65,535 bytes, which MQTT cannot carry.</exception>
    public static int WriteHead(Span<byte> target, in ReceivedMessage message, DateTimeOffset receivedAt)
    {
        var client = Encoding.UTF8.GetBytes(message.ClientId, target[FixedBytes..]);
        var topic = Encoding.UTF8.GetBytes(message.Topic, target[(FixedBytes + client)..]);
        if (client > ushort.MaxValue || topic > ushort.MaxValue)
            throw new ArgumentException("a topic or client id of more than 65,535 bytes");
        WriteTick(target, receivedAt);
        target[8] = (byte)((message.Qos & 3) | (message.Duplicate ? DuplicateFlag : 0) | (message.Retained ? RetainedFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(target[9..], message.PacketId);
        BinaryPrimitives.WriteUInt16LittleEndian(target[11..], (ushort)client);
        BinaryPrimitives.WriteUInt16LittleEndian(target[13..], (ushort)topic);
        var head = FixedBytes + client + topic;
        if (message.Properties is not null) return head + WriteDescription(target[head..], message);
        if (message.Target is { } meant) return head + WriteTarget(target[head..], meant);
        return message.Trace is { } trace ? head + Encoding.ASCII.GetBytes(trace, target[head..]) : head;
    }

    /// <summary>Writes a moment; returns the bytes used.</summary>
    public static int WriteTick(Span<byte> target, DateTimeOffset at)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, at.UtcTicks);
        return sizeof(long);
    }

    /// <summary>Reads an entry.</summary>
    public static JournalEntry Read(in LogRecord record, Utf8StringCache topics, Utf8StringCache clients)
    {
        var bytes = record.Payload.Span;
        var at = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes), TimeSpan.Zero);
        if (record.Type == (byte)JournalEntryKind.Tick) return Record(JournalEntryKind.Tick, record.Sequence, at, null);
        if (record.Type == (byte)JournalEntryKind.Clock)
            return Record(JournalEntryKind.Clock, record.Sequence, at, null) with
            { Moved = new(BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..])) };
        if (record.Type == (byte)JournalEntryKind.Call)
            return Record(JournalEntryKind.Call, record.Sequence, at, CallCompletion.Read(bytes[sizeof(long)..]));
        var flags = bytes[8];
        var client = BinaryPrimitives.ReadUInt16LittleEndian(bytes[11..]);
        var topic = BinaryPrimitives.ReadUInt16LittleEndian(bytes[13..]);
        var head = FixedBytes + client + topic;
        var parts = record.Type == (byte)JournalEntryKind.Message ? default : ReadParts((JournalEntryKind)record.Type, bytes[head..]);
        var name = topics.Get(bytes.Slice(FixedBytes + client, topic));
        var message = new InboundMessage(name, record.Payload[(head + parts.Bytes)..], at, record.Sequence)
        {
            Trace = parts.Trace, Target = parts.Target, Properties = parts.Properties,
            Qos = (byte)(flags & 3), Retain = (flags & RetainedFlag) != 0,
        };
        return new JournalEntry(
            JournalEntryKind.Message,
            record.Sequence,
            at,
            message,
            clients.Get(bytes.Slice(FixedBytes, client)),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[9..]),
            (flags & DuplicateFlag) != 0,
            (flags & RetainedFlag) != 0,
            flags & 3);
    }

    private static int WriteDescription(Span<byte> bytes, in ReceivedMessage message)
    {
        bytes[0] = (byte)((message.Trace is null ? 0 : TracePart) | (message.Target is null ? 0 : TargetPart));
        var used = 1;
        if (message.Trace is { } trace) used += Encoding.ASCII.GetBytes(trace, bytes[used..]);
        if (message.Target is { } target) used += WriteTarget(bytes[used..], target);
        var properties = message.Properties!.Bytes.Span;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[used..], properties.Length);
        properties.CopyTo(bytes[(used + sizeof(int))..]);
        return used + sizeof(int) + properties.Length;
    }

    // What stands between the topic and the payload, whichever kinds of record have it.
    private static MessageParts ReadParts(JournalEntryKind kind, ReadOnlySpan<byte> bytes)
    {
        var isDescribed = kind == JournalEntryKind.DescribedMessage;
        var flags = isDescribed ? bytes[0] : kind == JournalEntryKind.TracedMessage ? TracePart : TargetPart;
        var parts = new MessageParts { Bytes = isDescribed ? 1 : 0 };
        if ((flags & TracePart) != 0)
        {
            parts.Trace = Encoding.ASCII.GetString(bytes.Slice(parts.Bytes, EventTrace.TextLength));
            parts.Bytes += EventTrace.TextLength;
        }

        if ((flags & TargetPart) != 0)
        {
            (parts.Target, var length) = ReadTarget(bytes[parts.Bytes..]);
            parts.Bytes += length;
        }

        if (!isDescribed) return parts;
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[parts.Bytes..]);
        // Copied: it lives as long as anybody asks for it, and the record only until the next one is read.
        parts.Properties = new(bytes.Slice(parts.Bytes + sizeof(int), size).ToArray());
        parts.Bytes += sizeof(int) + size;
        return parts;
    }

    private static int WriteTarget(Span<byte> bytes, RetryTarget target)
    {
        var binding = Encoding.UTF8.GetBytes(target.Binding, bytes[TargetBytes..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, target.Event ?? WholeMessage);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[sizeof(int)..], (ushort)binding);
        return TargetBytes + binding;
    }

    private static (RetryTarget Target, int Bytes) ReadTarget(ReadOnlySpan<byte> bytes)
    {
        var chosen = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(int)..]);
        var binding = Encoding.UTF8.GetString(bytes.Slice(TargetBytes, length));
        return (new(binding, chosen == WholeMessage ? null : chosen), TargetBytes + length);
    }

    private struct MessageParts
    {
        public string? Trace;
        public RetryTarget? Target;
        public MessageProperties? Properties;
        public int Bytes;
    }

    private static JournalEntry Record(JournalEntryKind kind, long sequence, DateTimeOffset at, CallCompletion? call) =>
        new(kind, sequence, at, new InboundMessage(string.Empty, default, at, sequence), string.Empty, 0, false, false, 0, call);
}
