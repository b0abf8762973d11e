using System.IO.Hashing;
using System.Runtime.InteropServices;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Hashing;

namespace EventEdge.FunctionDispatcher.Deduplication;

/// <summary>
/// 64 bits for a topic and an id on it, under the node's key: nobody who sends ids can choose one that looks like another sensor's. Two
/// different ones look alike once in 1.8 × 10¹⁹: with a million remembered, one event in eighteen million million is taken for a duplicate
/// and is none. Saved, with the key.
/// </summary>
internal static class EventIdHash
{
    public static ulong Of(HashKey key, string topic, in FieldValue id) => Of(key, OfTopic(key, topic), id);

    /// <summary>The topic's share of it.</summary>
    public static ulong OfTopic(HashKey key, string topic) => SipHash.Of(key, MemoryMarshal.AsBytes(topic.AsSpan()));

    /// <summary>Who sent an event, as far as it can be told: its topic, and the values of its key.</summary>
    public static ulong OfSource(HashKey key, ulong topic, EdgeEvent input, ReadOnlySpan<int> keySlots)
    {
        foreach (var slot in keySlots) topic = Of(key, topic, input.At(slot));
        return topic;
    }

    /// <summary>The same as <see cref="Of(HashKey, string, in FieldValue)"/> where the topic's share is known.</summary>
    public static ulong Of(HashKey key, ulong topic, in FieldValue id)
    {
        var ofTopic = new HashKey(topic, key.Second ^ (ulong)id.Kind);
        if (id.AsText is { } text) return SipHash.Of(ofTopic, MemoryMarshal.AsBytes(text.AsSpan()));
        if (id.IsRounded) return SipHash.Of(ofTopic, MemoryMarshal.AsBytes(id.ToString().AsSpan()));
        var number = NumberOf(id);
        return SipHash.Of(ofTopic, MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in number)));
    }

    /// <summary>The same without a key, as saved by versions that had none.</summary>
    public static ulong Unkeyed(string topic, in FieldValue id)
    {
        var seed = (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(topic.AsSpan()), (long)id.Kind);
        if (id.AsText is { } text) return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), seed);
        if (id.IsRounded) return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.ToString().AsSpan()), seed);
        var number = NumberOf(id);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in number)), seed);
    }

    // Adding zero makes one of the two zeros.
    private static double NumberOf(in FieldValue id) => id.IsNumber ? id.AsNumber + 0.0 : id.AsBoolean ? 1 : 0;
}
