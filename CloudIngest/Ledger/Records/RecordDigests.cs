using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EventEdge.Contracts.Frames;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>
/// What the records of a frame hold, as a number for each that has points: equal content gives equal numbers however the records were cut
/// into frames, other content another one. Sixteen bytes a record on the disk.
/// </summary>
internal sealed class RecordDigests
{
    private const int EntryBytes = 16;

    private readonly Dictionary<long, ulong> _records = [];

    private RecordDigests(long first, long last) => (First, Last) = (first, last);

    /// <summary>First record of the frame.</summary>
    public long First { get; }

    /// <summary>Last record of the frame.</summary>
    public long Last { get; }

    /// <summary>The records that have points.</summary>
    public IReadOnlyDictionary<long, ulong> Records => _records;

    /// <summary>The digest of a record within the frame's range; 0 when it has no points.</summary>
    public ulong Of(long sequence) => _records.GetValueOrDefault(sequence);

    /// <summary>The digests of a frame.</summary>
    public static RecordDigests Of(MeasurementFrame frame, IReadOnlyList<FramePoint> points)
    {
        var digests = new RecordDigests(frame.FirstSequence, frame.LastSequence);
        // A sum, because points of different series may stand in another order each time.
        foreach (var point in points)
            CollectionsMarshal.GetValueRefOrAddDefault(digests._records, point.Sequence, out _) += DigestOf(point);
        return digests;
    }

    /// <summary>As they are kept.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_records.Count * EntryBytes];
        var rest = bytes.AsSpan();
        foreach (var (sequence, digest) in _records)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, sequence);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], digest);
            rest = rest[EntryBytes..];
        }

        return bytes;
    }

    /// <summary>As they were kept.</summary>
    public static RecordDigests Read(long first, long last, ReadOnlySpan<byte> bytes)
    {
        var digests = new RecordDigests(first, last);
        for (; bytes.Length >= EntryBytes; bytes = bytes[EntryBytes..])
            digests._records[BinaryPrimitives.ReadInt64LittleEndian(bytes)] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        return digests;
    }

    private static ulong DigestOf(FramePoint source)
    {
        var point = source.Point;
        var mix = new Mix(point.Time.UtcTicks);
        mix.Add(source.Binding);
        mix.Add(source.Version);
        mix.Add(point.Measurement);
        mix.Add(point.WindowEnd?.UtcTicks ?? 0);
        mix.Add(point.Revision);
        mix.Add(point.Partial ? 1 : 0);
        // By index: an enumerator of a list behind an interface is an object for each point.
        for (var i = 0; i < point.Tags.Count; i++)
        {
            mix.Add(point.Tags[i].Key);
            mix.Add(point.Tags[i].Value);
        }

        for (var i = 0; i < point.Fields.Count; i++)
        {
            var (name, value) = point.Fields[i];
            mix.Add(name);
            mix.Add((long)value.Kind);
            if (value.AsText is { } text) mix.Add(text);
            else if (value.IsRounded) mix.Add(value.ToString());
            else mix.Add(BitConverter.DoubleToInt64Bits(value.IsNumber ? value.AsNumber : value.AsBoolean ? 1 : 0));
        }

        return mix.Result;
    }

    // Eight bytes at a time; the same on every machine and in every run, because it is kept.
    private struct Mix(long seed)
    {
        private ulong _state = (ulong)seed ^ 0x9E3779B97F4A7C15;

        public readonly ulong Result => Scrambled(_state);

        public void Add(long value) => _state = Scrambled(_state ^ (ulong)value) * 0xD6E8FEB86659FD93;

        public void Add(string text)
        {
            Add(text.Length);
            var bytes = MemoryMarshal.AsBytes(text.AsSpan());
            for (; bytes.Length >= sizeof(long); bytes = bytes[sizeof(long)..]) Add(BinaryPrimitives.ReadInt64LittleEndian(bytes));
            if (bytes.IsEmpty) return;
            Span<byte> rest = stackalloc byte[sizeof(long)];
            bytes.CopyTo(rest);
            Add(BinaryPrimitives.ReadInt64LittleEndian(rest));
        }

        private static ulong Scrambled(ulong state)
        {
            state ^= state >> 32;
            state *= 0xBF58476D1CE4E5B9;
            return state ^ (state >> 29);
        }
    }
}
