using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>Reads timestamps as <c>event_time</c> declares them. Not safe for concurrent use.</summary>
internal sealed class DeclaredTimestamp
{
    private const NumberStyles Number =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly string? _format;
    private readonly TimestampUnit? _unit;
    private readonly bool _hasZone;
    private readonly LocalClock? _clock;

    /// <param name="config">The declaration, checked.</param>
    /// <exception cref="TimeZoneNotFoundException">The time zone is not known on this machine.</exception>
    public DeclaredTimestamp(EventTimeConfig config)
    {
        _format = config.Format;
        _unit = config.Unit;
        _hasZone = _format is not null && TimestampPattern.HasZone(_format);
        _clock = config.TimeZone is { } zone ? new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(zone)) : null;
    }

    /// <summary>Whether the value is a timestamp as declared.</summary>
    /// <param name="value">The value.</param>
    /// <param name="near">Which of two instants is meant where a local time comes twice: the nearer one.</param>
    /// <param name="time">The timestamp.</param>
    public bool TryRead(in FieldValue value, DateTimeOffset near, out DateTimeOffset time)
    {
        time = default;
        if (_unit is { } unit) return TryUnix(value, unit, out time);
        if (_format is not null) return value.Exists && TryFormat(value.ToString().AsSpan().Trim(), near, out time);
        if (_clock is not null && value.Kind == FieldKind.Text
            && IsoTimestamp.TryParse(value.AsText.AsSpan().Trim(), out var ticks, out var hasZone))
            return hasZone ? IsInstant(ticks, out time) : IsLocal(ticks, near, out time);
        return TimestampParser.TryParse(value, out time);
    }

    private bool TryFormat(ReadOnlySpan<char> text, DateTimeOffset near, out DateTimeOffset time)
    {
        const DateTimeStyles Style = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.NoCurrentDateDefault;
        time = default;
        if (_hasZone && DateTimeOffset.TryParseExact(
            text, _format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out var zoned))
            return IsInstant(zoned.UtcTicks, out time);
        return !_hasZone && DateTime.TryParseExact(text, _format, CultureInfo.InvariantCulture, Style, out var local)
            && IsLocal(local.Ticks, near, out time);
    }

    private bool IsLocal(long ticks, DateTimeOffset near, out DateTimeOffset time)
    {
        time = default;
        if (_clock is null) return IsInstant(ticks, out time);
        return ticks is >= 0 and <= TicksLimit && IsInstant(_clock.InstantNear(new DateTime(ticks), near.UtcTicks), out time);
    }

    private static bool TryUnix(in FieldValue value, TimestampUnit unit, out DateTimeOffset time)
    {
        time = default;
        var number = value;
        if (value.Kind == FieldKind.Text && !TryNumber(value.AsText.AsSpan().Trim(), out number)) return false;
        if (number.Kind != FieldKind.Number) return false;
        if (number.TryGetWhole(out var whole)) return IsInstant(ToTicks((Int128)whole, unit), out time);
        return TryFraction(number.AsNumber, unit, out time);
    }

    // The fraction is rounded to microseconds: that is as far as a double of today's seconds can tell.
    private static bool TryFraction(double value, TimestampUnit unit, out DateTimeOffset time)
    {
        time = default;
        var floor = Math.Floor(value);
        if (!(Math.Abs(floor) < TicksLimit)) return false;
        var microseconds = (long)Math.Round((value - floor) * TicksIn(unit) / TimeSpan.TicksPerMicrosecond);
        return IsInstant(ToTicks((Int128)floor, unit) + (microseconds * TimeSpan.TicksPerMicrosecond), out time);
    }

    // A comma cannot divide thousands here: nobody writes a timestamp so.
    private static bool TryNumber(ReadOnlySpan<char> text, out FieldValue number)
    {
        if (WholeNumber.TryRead(text, out number)) return true;
        Span<char> plain = stackalloc char[40];
        if (text.Length > plain.Length) return false;
        text.Replace(plain, ',', '.');
        if (!double.TryParse(plain[..text.Length], Number, CultureInfo.InvariantCulture, out var value)) return false;
        number = value;
        return true;
    }

    private static Int128 ToTicks(Int128 value, TimestampUnit unit)
    {
        var ticks = unit == TimestampUnit.Ns
            ? (value - (((value % 100) + 100) % 100)) / 100
            : value * TicksIn(unit);
        return DateTime.UnixEpoch.Ticks + ticks;
    }

    private static long TicksIn(TimestampUnit unit) => unit switch
    {
        TimestampUnit.S => TimeSpan.TicksPerSecond,
        TimestampUnit.Ms => TimeSpan.TicksPerMillisecond,
        TimestampUnit.Us => TimeSpan.TicksPerMicrosecond,
        _ => 0,
    };

    private const long TicksLimit = 3_155_378_975_999_999_999;

    private static bool IsInstant(Int128 ticks, out DateTimeOffset time)
    {
        time = ticks >= 0 && ticks <= TicksLimit ? new((long)ticks, TimeSpan.Zero) : default;
        return ticks >= 0 && ticks <= TicksLimit;
    }
}
