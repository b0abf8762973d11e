using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;

namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>How timestamps are written.</summary>
/// <param name="Words">For people: <c>Unix time in milliseconds</c>.</param>
/// <param name="Format">What <c>event_time.format</c> has to say; null where nothing.</param>
/// <param name="HasZone">Whether each names its offset from UTC.</param>
internal sealed record TimeForm(string Words, string? Format = null, bool HasZone = false)
{
    private static readonly string[] Formats =
    [
        "yyyyMMddHHmmss", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm", "yyyy/MM/dd HH:mm:ss", "yyyy.MM.dd HH:mm:ss", "MM/dd/yyyy HH:mm:ss",
        "dd/MM/yyyy HH:mm:ss", "MM/dd/yyyy hh:mm:ss tt", "dd-MM-yyyy HH:mm:ss", "yy-MM-dd HH:mm:ss", "yyyyMMdd HHmmss",
        "ddd MMM d HH:mm:ss yyyy", "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd, dd MMM yyyy HH:mm:ss zzz",
    ];

    private static readonly DateTimeOffset Earliest = new(2000, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a number says that it counts since 1970, whatever its clock is set to.</summary>
    public bool IsUnix { get; private init; }

    /// <summary>The forms that all these values can have; of those with a format, several are possible.</summary>
    public static IEnumerable<TimeForm> Of(IReadOnlyList<FieldValue> values)
    {
        if (values.Count == 0) yield break;
        if (Plain(values) is { } plain)
        {
            yield return plain;
            yield break;
        }

        foreach (var format in Formats)
        {
            var form = new TimeForm($"written as {format}", format, TimestampPattern.HasZone(format));
            if (values.All(v => form.TryRead(v, out _))) yield return form;
        }
    }

    /// <summary>Reads a timestamp; where it names no zone, as UTC.</summary>
    public bool TryRead(in FieldValue value, out DateTimeOffset time)
    {
        var isRead = Format is null
            ? TimestampParser.TryParse(value, out time)
            : new DeclaredTimestamp(new EventTimeConfig { Format = Format }).TryRead(value, default, out time);
        return isRead && time >= Earliest && time < Latest;
    }

    private static TimeForm? Plain(IReadOnlyList<FieldValue> values)
    {
        var read = new List<DateTimeOffset>(values.Count);
        foreach (var value in values)
        {
            if (value.Kind is not (FieldKind.Number or FieldKind.Text) || !TimestampParser.TryParse(value, out var time)) return null;
            if (time < Earliest || time >= Latest) return null;
            read.Add(time);
        }

        var isIso = values.All(v => v.Kind == FieldKind.Text && v.AsText!.Contains('-', StringComparison.Ordinal));
        // A day alone says not when.
        if (isIso && read.TrueForAll(t => t.TimeOfDay == TimeSpan.Zero) && values.All(v => v.AsText!.Trim().Length <= 10)) return null;
        if (!isIso) return new(UnixWords(values[0]), HasZone: true) { IsUnix = true };
        var hasZone = values.All(v => IsoTimestamp.TryParse(v.AsText.AsSpan().Trim(), out _, out var zone) && zone);
        return new(hasZone ? "ISO 8601 with its offset" : "ISO 8601 without an offset", HasZone: hasZone);
    }

    private static string UnixWords(in FieldValue value)
    {
        var text = value.ToString();
        var digits = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? point : text.Length;
        return digits switch
        {
            <= 11 => "Unix time in seconds",
            <= 14 => "Unix time in milliseconds",
            <= 17 => "Unix time in microseconds",
            _ => "Unix time in nanoseconds",
        };
    }
}
