using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>Instants and lengths of time as fields of results.</summary>
internal static class Instant
{
    /// <summary>An instant as ISO 8601 in UTC, with as many decimals as it needs.</summary>
    public static FieldValue Of(long ticks) =>
        Ticks.ToInstant(ticks).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A length of time in seconds.</summary>
    public static double Seconds(long ticks) => ticks / (double)TimeSpan.TicksPerSecond;
}
