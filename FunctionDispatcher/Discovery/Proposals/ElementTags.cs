using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Discovery.Fields;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>What tells the events of one message from each other, where it holds several: without it they would be one point.</summary>
internal static class ElementTags
{
    /// <summary>The fields; none where each message holds one event, or where each event has a time of its own.</summary>
    public static IReadOnlyList<string> Of(StreamTally tally, TimeFinding? time)
    {
        if (tally.Batches.Count == 0) return [];
        var names = tally.Fields.Where(f => f.Name != "index" && (f.Texts == f.Values || f.IsWhole) && f.Booleans == 0).Select(f => f.Name)
            .Where(n => time?.Fields.Contains(n) != true).ToList();
        if (names.Where(Quantities.IsIdentity).FirstOrDefault(n => Distinguishes(tally, n)) is { } identity) return [identity];
        if (time is { IsOfElement: true } && tally.Batches.TrueForAll(b => AreDifferent(b, time.Fields[0]))) return [];
        var texts = names.Where(n => tally.Find(n)!.Texts > 0 && tally.Find(n)!.Distinct.Count < FieldTally.DistinctLimit);
        if (texts.FirstOrDefault(n => Distinguishes(tally, n)) is { } text) return [text];
        // Two identities together, such as device and channel.
        var several = names.Where(Quantities.IsIdentity).ToList();
        if (several.Count > 1 && tally.Batches.TrueForAll(b => b.Select(e => string.Join(' ', several.Select(n =>
            e[n].ToString()))).Distinct().Count() == b.Count))
            return several;
        return ["index"];
    }

    private static bool Distinguishes(StreamTally tally, string name) => tally.Batches.TrueForAll(b => AreDifferent(b, name));

    private static bool AreDifferent(IReadOnlyList<EdgeEvent> batch, string name) =>
        batch.All(e => e[name].Exists) && batch.Select(e => e[name]).Distinct().Count() == batch.Count;
}
