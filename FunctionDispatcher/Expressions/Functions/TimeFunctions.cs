using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>
/// Instants, as milliseconds since 1970-01-01T00:00:00Z, and their parts in a time zone: the IANA name, <c>UTC</c> where none is given.
/// Nothing asks the wall clock: a replay must give the same.
/// </summary>
internal static class TimeFunctions
{
    private static readonly string[] Units = ["minute", "hour", "day", "week", "month", "year"];

    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        new(
            "event_time", StaticType.Number, [], "event_time()", "when the event happened, in milliseconds since 1970",
            (_, _) => (Func<EdgeEvent, double>)(e => e.Time.ToUnixTimeMilliseconds())),
        new(
            "received_at", StaticType.Number, [], "received_at()", "when the node received it, in milliseconds since 1970",
            (_, _) => (Func<EdgeEvent, double>)(e => e.ReceivedAt.ToUnixTimeMilliseconds())),
        new(
            "parse_time", StaticType.Number, [StaticType.Text, StaticType.Text, StaticType.Text],
            "parse_time(x, 'yyyy-MM-dd HH:mm', 'Europe/Berlin')",
            "a text as an instant, by a format of .NET; of an hour that comes twice the first", Parse)
        {
            Optional = 1,
            Check = FormatAndZone,
        },
        new(
            "format_time", StaticType.Text, [StaticType.Number, StaticType.Text, StaticType.Text],
            "format_time(t, 'HH:mm', 'Europe/Berlin')", "an instant as text, by a format of .NET", Format)
        {
            Optional = 1,
            Check = FormatAndZone,
        },
        new(
            "start_of", StaticType.Number, [StaticType.Number, StaticType.Text, StaticType.Text], "start_of(t, 'day', 'Europe/Berlin')",
            $"the beginning of its {string.Join(", ", Units)} (weeks begin on Monday)", StartOf)
        {
            Optional = 1,
            Check = UnitAndZone,
        },
        Part("year(t, zone)", "the year", t => t.Year),
        Part("month(t, zone)", "the month, 1 to 12", t => t.Month),
        Part("day(t, zone)", "the day of the month, 1 to 31", t => t.Day),
        Part("hour(t, zone)", "the hour, 0 to 23", t => t.Hour),
        Part("minute(t, zone)", "the minute, 0 to 59", t => t.Minute),
        Part("second(t, zone)", "the second with its fraction, 0 to below 60", t => t.Second + (t.Millisecond / 1000.0)),
        Part(
            "day_of_week(t, zone)", "the day of the week, Monday 1 to Sunday 7",
            t => t.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)t.DayOfWeek),
        Part("day_of_year(t, zone)", "the day of the year, 1 to 366", t => t.DayOfYear),
        Part("week(t, zone)", "the week of the year by ISO 8601, 1 to 53", t => ISOWeek.GetWeekOfYear(t)),
        Part("days_in_month(t, zone)", "how many days its month has", t => DateTime.DaysInMonth(t.Year, t.Month)),
        Part("time_of_day(t, zone)", "seconds that the clock on the wall is past midnight", t => t.TimeOfDay.TotalSeconds),
    ];

    private static ExpressionFunction Part(string usage, string meaning, Func<DateTime, double> part) => new(
        Define.NameOf(usage), StaticType.Number, [StaticType.Number, StaticType.Text], usage, meaning, (compiler, arguments) =>
        {
            var (time, zone) = (compiler.Number(arguments[0]), ZoneOf(arguments, 1));
            return (Func<EdgeEvent, double>)(e => TryLocal(time(e), zone, out var local) ? part(local) : double.NaN);
        })
    {
        Optional = 1,
        Check = ZoneAt(1),
    };

    private static ArgumentCheck ZoneAt(int index) =>
        Define.ConstantText(index, name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? null : $"there is no time zone '{name}'");

    private static (Node Argument, string Problem)? FormatAndZone(IReadOnlyList<Node> arguments) =>
        Define.ConstantText(1, FormatProblem)(arguments) ?? ZoneAt(2)(arguments);

    private static (Node Argument, string Problem)? UnitAndZone(IReadOnlyList<Node> arguments) =>
        Define.ConstantText(1, UnitProblem)(arguments) ?? ZoneAt(2)(arguments);

    private static string? UnitProblem(string unit) =>
        Units.Contains(unit, StringComparer.Ordinal) ? null : $"the unit is {string.Join(", ", Units)}";

    private static TimeZoneInfo ZoneOf(IReadOnlyList<Node> arguments, int index) =>
        index < arguments.Count ? TimeZoneInfo.FindSystemTimeZoneById(Define.Constant(arguments[index])) : TimeZoneInfo.Utc;

    private static bool TryLocal(double milliseconds, TimeZoneInfo zone, out DateTime local)
    {
        local = default;
        if (!IsInstant(milliseconds)) return false;
        local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds), zone).DateTime;
        return true;
    }

    // A day away from both ends, so that no zone's offset leads beyond them.
    private static bool IsInstant(double milliseconds) => milliseconds is >= -62_135_510_400_000 and <= 253_402_214_400_000;

    private static Delegate Format(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (time, format, zone) = (compiler.Number(arguments[0]), Define.Constant(arguments[1]), ZoneOf(arguments, 2));
        return (Func<EdgeEvent, string?>)(e => IsInstant(time(e))
            ? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds((long)time(e)), zone)
                .ToString(format, CultureInfo.InvariantCulture) : null);
    }

    private static string? FormatProblem(string format)
    {
        try
        {
            return DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0 ? null
                : "the format gives an empty text";
        }
        catch (FormatException)
        {
            return $"'{format}' is no format of a time";
        }
    }

    private static Delegate Parse(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, format, zone) = (compiler.Text(arguments[0]), Define.Constant(arguments[1]), ZoneOf(arguments, 2));
        var hasOffset = format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal);
        return hasOffset
            ? (Func<EdgeEvent, double>)(e => DateTimeOffset.TryParseExact(
                text(e), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var at) ? at.ToUnixTimeMilliseconds() : double.NaN)
            : e => DateTime.TryParseExact(text(e), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                ? Instant(local, zone) : double.NaN;
    }

    private static Delegate StartOf(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (time, unit, zone) = (compiler.Number(arguments[0]), Define.Constant(arguments[1]), ZoneOf(arguments, 2));
        return (Func<EdgeEvent, double>)(e => TryLocal(time(e), zone, out var local) ? Start(time(e), local, unit, zone) : double.NaN);
    }

    private static double Start(double instant, DateTime local, string unit, TimeZoneInfo zone) => unit switch
    {
        // Within an hour the clock runs on, so that of an hour that comes twice each is its own.
        "minute" => instant - (local.Ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerMillisecond),
        "hour" => instant - (local.Ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMillisecond),
        "day" => Instant(local.Date, zone),
        "week" => Instant(local.Date.AddDays(local.DayOfWeek == DayOfWeek.Sunday ? -6 : 1 - (int)local.DayOfWeek), zone),
        "month" => Instant(new(local.Year, local.Month, 1), zone),
        _ => Instant(new(local.Year, 1, 1), zone),
    };

    /// <summary>
    /// The instant at which clocks in a zone show a time: the first of two, and for one that is skipped the moment of the jump.
    /// </summary>
    internal static double Instant(DateTime local, TimeZoneInfo zone)
    {
        if (local.Year is < 2 or > 9998) return double.NaN;
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset).ToUnixTimeMilliseconds();
    }
}
