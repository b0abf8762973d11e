using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Functions;

/// <summary>The laws of IAccumulator, for every built-in that aggregates.</summary>
public sealed class AccumulatorLawTests
{
    private static readonly Gen<FieldValue> Values = Gen.OneOf(
        Gen.Double[-50, 50].Select(v => FieldValue.Of(v)),
        Gen.Int[-3, 3].Select(v => FieldValue.Of((double)v)),
        Gen.OneOf(FieldValue.Of(-0.0), FieldValue.Of(1e149), FieldValue.Of(1e-300), FieldValue.Of(double.NaN)),
        Gen.OneOf(FieldValue.Missing, FieldValue.Null, FieldValue.Of("off"), FieldValue.Of("on"), FieldValue.Of(true)));

    private static readonly Gen<(int Second, FieldValue A, FieldValue B)[]> Streams =
        Gen.Select(Gen.Int[0, 9], Values, Values).Array[0, 40];

    public static TheoryData<string> Aggregates => ["stats", "count", "last", "last_of_all", "rate_of_change", "vibration"];

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void The_result_does_not_depend_on_the_order(string name) =>
        Gen.Select(Streams, Gen.Int).Sample((stream, seed) =>
        {
            var feed = Of(name);
            var shuffled = stream.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Result(Fill(feed, stream)), Result(Fill(feed, shuffled)));
        });

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Merging_equals_adding_everything_to_one(string name) =>
        Gen.Select(Streams, Gen.Int[0, 40]).Sample((stream, cut) =>
        {
            var feed = Of(name);
            var merged = Fill(feed, stream.Skip(cut));
            merged.Merge(Fill(feed, stream.Take(cut)));
            Assert.Equal(Result(Fill(feed, stream)), Result(merged));
        });

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void A_saved_state_is_the_same_bit_for_bit_and_goes_on(string name) =>
        Gen.Select(Streams, Streams).Sample((before, after) =>
        {
            var feed = Of(name);
            var kept = Fill(feed, before);
            var loaded = feed.Accumulator();
            var saved = Feed.Saved(kept.Save);
            loaded.Load(new BinaryReader(new MemoryStream(saved)));
            Assert.Equal(saved, Feed.Saved(loaded.Save));
            Assert.Equal(Result(Fill(feed, after, kept)), Result(Fill(feed, after, loaded)));
        });

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void Reading_the_result_changes_nothing(string name) =>
        Streams.Sample(stream =>
        {
            var state = Fill(Of(name), stream);
            var saved = Feed.Saved(state.Save);
            Assert.Equal(Result(state), Result(state));
            Assert.Equal(saved, Feed.Saved(state.Save));
        });

    private static Feed Of(string name) => name switch
    {
        "stats" => new("stats", true, ("fields", new[] { "a", "b" })),
        "last" => new("last", true, ("fields", new[] { "b", "a" })),
        "last_of_all" => new("last", true),
        "rate_of_change" => new("rate_of_change", true, ("field", "a")),
        "vibration" => new("vibration", true, ("field", "a"), ("index", "b"), ("sample_rate", 4)),
        _ => new(name, true),
    };

    private static IAccumulator Fill(
        Feed feed, IEnumerable<(int Second, FieldValue A, FieldValue B)> stream, IAccumulator? into = null)
    {
        into ??= feed.Accumulator();
        foreach (var (second, a, b) in stream) into.Add(feed.Event(second, ("a", a), ("b", b)));
        return into;
    }

    private static string Result(IAccumulator state) => Feed.Text(state.Result(Feed.Window));
}
