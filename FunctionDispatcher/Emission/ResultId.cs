using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>
/// The id of a result: a hash of what it is about, never of when or how often it was computed, so that the same result has the same id in
/// every replay (XXH64; collisions only cost a wrong count of duplicates, never a lost point).
/// </summary>
internal static class ResultId
{
    public static ulong Of(
        BindingIdentity binding,
        string measurement,
        List<KeyValuePair<string, string>> tags,
        DateTimeOffset time,
        DateTimeOffset? windowEnd,
        int revision,
        long sequence,
        int index = 0)
    {
        var hash = new XxHash64();
        Add(hash, binding.Name);
        Add(hash, binding.Version);
        Add(hash, measurement);
        foreach (var tag in tags)
        {
            Add(hash, tag.Key);
            Add(hash, tag.Value);
        }

        Span<byte> numbers = stackalloc byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, time.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], windowEnd?.UtcTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], sequence);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[24..], revision);
        hash.Append(numbers);
        // The first event of a message has the id that it had when messages held one.
        if (index != 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(numbers, index);
            hash.Append(numbers[..4]);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static void Add(XxHash64 hash, string text)
    {
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = length <= 256 ? stackalloc byte[256] : new byte[length];
        var written = Encoding.UTF8.GetBytes(text, bytes);
        hash.Append(bytes[..written]);
        hash.Append([0]);
    }
}
