using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace EventEdge.Hosting.Metrics;

/// <summary>
/// The series of a counter that are known before anything is counted. They are on every page with 0, also on the page of a node that starts
/// when the counter has long been there: a series that appears with its first failure hides that one from whoever asks for an increase.
/// </summary>
internal static class KnownSeries
{
    private static readonly ConditionalWeakTable<Instrument, ConcurrentQueue<TagList>> Known = [];

    /// <summary>Tells a series of a counter, by its tags, before its first event; from the class that holds the counter, once.</summary>
    public static void Expect(this Counter<long> counter, in TagList tags)
    {
        Known.GetOrCreateValue(counter).Enqueue(tags);
        counter.Add(0, tags);
    }

    /// <summary>The tags of each series that is known of an instrument.</summary>
    public static IEnumerable<TagList> Of(Instrument instrument) => Known.TryGetValue(instrument, out var series) ? series : [];
}
