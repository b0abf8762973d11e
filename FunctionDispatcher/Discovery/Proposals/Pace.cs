using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Discovery.Proposals;

/// <summary>How often the series of a stream have a reading, and the window that suits them.</summary>
/// <param name="Interval">The time between two readings of one series, in the middle; null where that is not known.</param>
internal readonly record struct Pace(TimeSpan? Interval)
{
    // Slower readings are points themselves: a window of five of them would show nothing for minutes.
    private static readonly (TimeSpan Most, TimeSpan Window)[] Windows =
    [
        (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)), (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(30)),
        (TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1)),
    ];

    /// <summary>The window; null where each reading is better kept as it is.</summary>
    public TimeSpan? Window
    {
        get
        {
            if (Interval is not { } interval) return null;
            var (most, window) = Array.Find(Windows, w => interval <= w.Most);
            return most > TimeSpan.Zero ? window : null;
        }
    }

    /// <summary>The pace of some topics.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="perMessage">How many readings of one series a message has: below 1 where it has those of some series only.</param>
    public static Pace Of(IReadOnlyList<SeenTopic> topics, double perMessage)
    {
        var intervals = topics.Select(t => t.Interval).OfType<TimeSpan>().Where(i => i > TimeSpan.Zero).Order().ToList();
        return intervals.Count == 0 ? default : new(intervals[intervals.Count / 2] / perMessage);
    }
}
