using System.Diagnostics.CodeAnalysis;
using Cronos;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Triggers.Cron;

/// <summary>
/// Times of a wall clock. Where clocks are set forward, a time that does not exist runs at the first moment that does; where they are set
/// back, a fixed time runs once, at its first occurrence, and an interval (<c>*</c>, <c>*/5</c>) goes on through both hours.
/// </summary>
internal sealed class CronSchedule : ISchedule
{
    private const long CountLimit = 10_000;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(1);

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronExpression expression, TimeZoneInfo zone)
    {
        _expression = expression;
        _zone = zone;
    }

    /// <summary>Reads an expression of five fields, or of six with seconds.</summary>
    public static bool TryParse(
        string text, string zone, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        error = null;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            error = $"there is no time zone '{zone}' on this machine";
            return false;
        }

        try
        {
            var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
            schedule = new CronSchedule(CronExpression.Parse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard), found);
            return true;
        }
        catch (CronFormatException bad)
        {
            error = bad.Message.ReplaceLineEndings(" ").TrimEnd('.');
            return false;
        }
    }

    public DateTimeOffset? After(DateTimeOffset instant) => _expression.GetNextOccurrence(instant, _zone)?.ToUniversalTime();

    // An expression can only be asked forwards, so the look back grows until it holds enough.
    public IReadOnlyList<DateTimeOffset> Newest(DateTimeOffset after, DateTimeOffset through, int limit)
    {
        if (through <= after) return [];
        for (var look = FirstLook; ; look *= 8)
        {
            var isWhole = look >= through - after;
            var found = Within(isWhole ? after : through - look, through, limit, out var count);
            if (isWhole || count >= limit) return found;
        }
    }

    public long CountOf(DateTimeOffset after, DateTimeOffset through)
    {
        var count = 0L;
        for (var next = After(after); next <= through && count < CountLimit; next = After(next.Value)) count++;
        return count;
    }

    private DateTimeOffset[] Within(DateTimeOffset after, DateTimeOffset through, int limit, out long count)
    {
        var newest = new Queue<DateTimeOffset>();
        count = 0;
        for (var next = After(after); next <= through; next = After(next.Value))
        {
            newest.Enqueue(next.Value);
            if (newest.Count > limit) newest.Dequeue();
            count++;
        }

        return [.. newest];
    }
}
