using EventEdge.Contracts.Events;
using EventEdge.Contracts.Hashing;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Deduplication;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Deduplication;

/// <summary>
/// Whoever sends values cannot choose them so that they collide: neither with each other nor with what another sensor sends.
/// </summary>
public sealed class AimedHashTests
{
    private const int Count = 40_000;

    // Equal as double.GetHashCode and long.GetHashCode see them: the halves of the bits cancel each other out.
    private static readonly double[] Crafted = [
        .. Enumerable.Range(1, Count).Select(i => BitConverter.Int64BitsToDouble(((long)(0x3ff00000 + i) << 32) | (uint)(0x3ff00000 + i)))];

    [Fact]
    public void Crafted_numbers_fill_as_many_places_as_random_ones()
    {
        Assert.Single(Crafted.Select(number => number.GetHashCode()).Distinct());
        var random = new Random(1);
        var codes = Crafted.Select(number => FieldValue.Of(number).GetHashCode()).Distinct().Count();
        var expected = Enumerable.Range(0, Count).Select(_ => random.Next()).Distinct().Count();
        Assert.InRange(codes, expected - 200, Count);
    }

    [Fact]
    public void Crafted_keys_of_two_numbers_fill_as_many_places_as_random_ones()
    {
        var comparer = new KeyComparer([0, 1]);
        var codes = Enumerable.Range(0, Count)
            .Select(i => comparer.GetHashCode([FieldValue.Of((double)(i / 200)), FieldValue.Of(-31.0 * (i % 200))])).Distinct().Count();
        Assert.InRange(codes, Count - 200, Count);
    }

    [Fact]
    public void Equal_values_have_one_hash_code()
    {
        Assert.Equal(FieldValue.Of(0.0).GetHashCode(), FieldValue.Of(-0.0).GetHashCode());
        Assert.Equal(FieldValue.Of(double.NaN).GetHashCode(), FieldValue.Of(BitConverter.Int64BitsToDouble(-1)).GetHashCode());
        Assert.Equal(FieldValue.Of("a").GetHashCode(), FieldValue.Of(new string('a', 1)).GetHashCode());
        Assert.NotEqual(FieldValue.Of(true).GetHashCode(), FieldValue.Of(1).GetHashCode());
    }

    [Fact]
    public void An_id_hashes_differently_on_every_node_and_the_same_on_one()
    {
        var (one, other) = (HashKey.New(), HashKey.New());
        foreach (var id in (FieldValue[])[7, "a-7", true])
        {
            Assert.NotEqual(EventIdHash.Of(one, "plant/a", id), EventIdHash.Of(other, "plant/a", id));
            Assert.NotEqual(EventIdHash.Of(one, "plant/a", id), EventIdHash.Of(one, "plant/b", id));
            Assert.Equal(EventIdHash.Of(one, "plant/a", id), EventIdHash.Of(HashKey.Read(one.ToBytes()), "plant/a", id));
        }
    }

    // The vectors of the authors: key 00..0f, input 00..0e and none.
    [Theory]
    [InlineData(15, 0xa129ca6149be45e5)]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(8, 0x93f5f5799a932462)]
    public void SipHash_gives_what_its_authors_say(int length, ulong expected) =>
        Assert.Equal(expected, SipHash.Of(HashKey.Read(Bytes(16)), Bytes(length)));

    [Fact]
    public void Ids_saved_without_a_key_are_still_known_for_their_span()
    {
        var (layout, config) = (new EventLayout(), new EventIdConfig { Field = "id", Within = TimeSpan.FromMinutes(10) });
        var filter = Reload(writer => WriteGenerations(writer, EventIdHash.Unkeyed("plant/a", 7)), layout, config);

        Assert.False(filter.Take(Event(layout, 7, seconds: 1)).IsPassed);
        Assert.True(filter.Take(Event(layout, 8, seconds: 2)).IsPassed);
        filter = Reload(filter.Save, layout, config);
        Assert.False(filter.Take(Event(layout, 7, seconds: 3)).IsPassed);
        Assert.False(filter.Take(Event(layout, 8, seconds: 3)).IsPassed);
        Assert.True(filter.Take(Event(layout, 7, seconds: 600)).IsPassed);
        Assert.False(filter.Take(Event(layout, 7, seconds: 601)).IsPassed);
    }

    [Fact]
    public void Ids_saved_without_their_senders_are_still_known_for_their_span()
    {
        var (layout, config) = (new EventLayout(), new EventIdConfig { Field = "id", Within = TimeSpan.FromMinutes(10) });
        var filter = Reload(
            writer =>
            {
                writer.Write(-2L);
                writer.Write(false);
                WriteGenerations(writer, EventIdHash.Of(HashKey.OfProcess, "plant/a", 7));
            },
            layout,
            config);

        Assert.False(filter.Take(Event(layout, 7, seconds: 1)).IsPassed);
        filter = Reload(filter.Save, layout, config);
        Assert.False(filter.Take(Event(layout, 7, seconds: 3)).IsPassed);
        Assert.True(filter.Take(Event(layout, 7, seconds: 600)).IsPassed);
    }

    // Recorded time and what it was set back by, when the young generation began, and the two, of which one has this id, seen at noon.
    private static void WriteGenerations(BinaryWriter writer, ulong id)
    {
        foreach (var number in (long[])[Some.Noon.UtcTicks, 0, Some.Noon.UtcTicks]) writer.Write(number);
        writer.Write(1);
        writer.Write(id);
        writer.Write(Some.Noon.UtcTicks);
        writer.Write(0);
    }

    private static DuplicateFilter Reload(Action<BinaryWriter> save, EventLayout layout, EventIdConfig config)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        save(writer);
        buffer.Position = 0;
        var filter = new DuplicateFilter(config, layout, HashKey.OfProcess);
        filter.Load(new BinaryReader(buffer));
        Assert.Equal(buffer.Length, buffer.Position);
        return filter;
    }

    private static EdgeEvent Event(EventLayout layout, double id, double seconds)
    {
        var value = new EdgeEvent(layout) { Topic = "plant/a", ReceivedAt = Some.Noon.AddSeconds(seconds) };
        value.Set(layout.SlotOf("id"), id);
        return value;
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];
}
