using System.Globalization;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>Instants and spans as a sentence has them.</summary>
public static class InWords
{
    /// <summary>An instant in UTC, no finer than it is.</summary>
    public static string Instant(DateTimeOffset at) => LocalPayload.Iso(at);

    /// <summary>The same to the second.</summary>
    public static string Second(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A span in its two largest units: <c>3.2 s</c>, <c>5 min 3 s</c>, <c>2 h 5 min</c>. Its sign is left out.</summary>
    public static string Span(TimeSpan span)
    {
        span = span.Duration();
        if (span < TimeSpan.FromSeconds(1)) return Number(Math.Round(span.TotalMilliseconds), "ms");
        if (span < TimeSpan.FromMinutes(1)) return Number(Math.Round(span.TotalSeconds, 1), "s");
        var minutes = (long)span.TotalMinutes;
        if (span < TimeSpan.FromHours(1)) return Two(minutes, "min", span.Seconds, "s");
        return span < TimeSpan.FromDays(1) ? Two(minutes / 60, "h", minutes % 60, "min") : Two((long)span.TotalDays, "d", span.Hours, "h");
    }

    /// <summary>So many of something: <c>1 event</c>, <c>3 events</c>.</summary>
    public static string Count(long count, string what) => $"{Whole(count)} {what}{(count == 1 ? string.Empty : "s")}";

    /// <summary>A whole number with its thousands parted.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value} {unit}");

    private static string Two(long large, string unit, long small, string smaller) =>
        small == 0 ? Number(large, unit) : $"{Number(large, unit)} {Number(small, smaller)}";
}
