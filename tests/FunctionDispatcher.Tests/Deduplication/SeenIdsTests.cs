using CsCheck;
using EventEdge.FunctionDispatcher.Deduplication;

namespace EventEdge.FunctionDispatcher.Tests.Deduplication;

public sealed class SeenIdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, true)]
    [InlineData(9.9999999, true)]
    [InlineData(10, false)]
    [InlineData(15, false)]
    [InlineData(1000, false)]
    public void An_id_is_a_duplicate_until_the_span_is_over(double seconds, bool repeat)
    {
        var seen = new SeenIds(Within);
        Assert.True(seen.TryAdd(0, 1, At(0)));

        Assert.Equal(!repeat, seen.TryAdd(0, 1, At(seconds)));
    }

    [Fact]
    public void A_duplicate_does_not_prolong_the_span()
    {
        var seen = new SeenIds(Within);
        seen.TryAdd(0, 1, At(0));
        Assert.False(seen.TryAdd(0, 1, At(6)));

        Assert.True(seen.TryAdd(0, 1, At(12)));
        Assert.False(seen.TryAdd(0, 1, At(20)));
    }

    [Fact]
    public void A_clock_that_is_set_back_neither_forgets_nor_remembers_for_ever()
    {
        var seen = new SeenIds(Within);
        seen.TryAdd(0, 1, At(0));
        Assert.False(seen.TryAdd(0, 1, At(-7200)));

        Assert.True(seen.TryAdd(0, 1, At(-7200 + 10)));
    }

    [Fact]
    public void A_flood_of_ids_takes_no_more_than_the_limit_and_forgets_its_oldest()
    {
        var seen = new SeenIds(Within, limit: 200);

        for (ulong id = 0; id < 1000; id++)
        {
            Assert.True(seen.TryAdd(1, id, At(1)));
            Assert.InRange(seen.Count, 1, 200);
        }

        Assert.False(seen.TryAdd(1, 999, At(1)));
        Assert.False(seen.TryAdd(1, 900, At(1)));
        Assert.True(seen.TryAdd(1, 1, At(1)));
    }

    [Theory]
    [InlineData(800)]
    [InlineData(801)]
    [InlineData(80_000)]
    public void A_flood_of_one_sender_takes_no_id_of_another(int ids)
    {
        var seen = new SeenIds(Within, limit: 800);
        for (ulong id = 0; id < 100; id++) seen.TryAdd(2, 1_000_000 + id, At(0));
        for (var id = 100; id < ids; id++) seen.TryAdd(1, (ulong)id, At(1));
        for (ulong id = 0; id < 100; id++) Assert.False(seen.TryAdd(2, 1_000_000 + id, At(2)));
        Assert.InRange(seen.Count, 500, 800);
    }

    [Fact]
    public void A_flood_of_senders_takes_no_id_of_one_that_was_there_before()
    {
        var seen = new SeenIds(Within, limit: 800, sourceLimit: 50);
        for (ulong id = 0; id < 12; id++) seen.TryAdd(1, 1_000_000 + id, At(0));
        for (ulong sender = 2; sender < 20_000; sender++)
        {
            for (ulong id = 0; id < 3; id++) Assert.True(seen.TryAdd(sender, (sender * 10) + id, At(1)));
        }

        for (ulong id = 0; id < 12; id++) Assert.False(seen.TryAdd(1, 1_000_000 + id, At(2)));
        Assert.InRange(seen.Count, 500, 800);
    }

    [Fact]
    public void Senders_that_have_fallen_silent_make_room_for_others()
    {
        var seen = new SeenIds(Within, limit: 80, sourceLimit: 3);
        for (ulong sender = 1; sender <= 3; sender++) seen.TryAdd(sender, sender, At(0));
        seen.TryAdd(9, 100, At(11));
        for (ulong id = 0; id < 500; id++) seen.TryAdd(10, 1000 + id, At(12));
        Assert.False(seen.TryAdd(9, 100, At(13)));
    }

    [Fact]
    public void Silence_lets_the_ids_go()
    {
        var seen = new SeenIds(Within);
        for (ulong id = 0; id < 100; id++) seen.TryAdd(0, id, At(0));

        seen.TryAdd(0, 1000, At(11));
        seen.TryAdd(0, 1001, At(22));

        Assert.Equal(1, seen.Count);
    }

    [Fact]
    public void Whatever_comes_the_answers_are_those_of_a_memory_that_forgets_nothing() =>
        Gen.Select(Gen.ULong[0, 15], Gen.Double[0, 4]).Array[0, 200].Sample(steps =>
        {
            var seen = new SeenIds(Within);
            var first = new Dictionary<ulong, DateTimeOffset>();
            var now = Noon;
            foreach (var (id, step) in steps)
            {
                now = now.AddSeconds(step);
                var expected = first.TryGetValue(id, out var at) && now - at < Within;
                if (!expected) first[id] = now;
                Assert.Equal(!expected, seen.TryAdd(0, id, now));
            }
        });

    [Fact]
    public void Saved_and_loaded_anywhere_it_goes_on_as_if_nothing_had_happened() =>
        Gen.Select(Gen.Select(Gen.ULong[0, 30], Gen.Double[0, 4]).Array[1, 200], Gen.Double.Unit).Sample((steps, cut) =>
        {
            var uninterrupted = new SeenIds(Within, limit: 24);
            var current = new SeenIds(Within, limit: 24);
            var now = Noon;
            for (var i = 0; i < steps.Length; i++)
            {
                if (i == (int)(cut * steps.Length)) current = Reload(current);
                now = now.AddSeconds(steps[i].Item2);
                var (id, source) = (steps[i].Item1, steps[i].Item1 % 5);
                Assert.Equal(uninterrupted.TryAdd(source, id, now), current.TryAdd(source, id, now));
                Assert.InRange(current.Count, 0, 24);
            }

            Assert.Equal(Bytes(uninterrupted), Bytes(current));
        });

    private static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    private static SeenIds Reload(SeenIds seen)
    {
        var copy = new SeenIds(Within, limit: 24);
        copy.Load(new BinaryReader(new MemoryStream(Bytes(seen))));
        return copy;
    }

    private static byte[] Bytes(SeenIds seen)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer)) seen.Save(writer);
        return buffer.ToArray();
    }
}
