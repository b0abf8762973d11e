using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Discovery.Fields;

/// <summary>Compares timestamps with the times of receipt: whether a sensor's clock is right, and whether it shows local time.</summary>
/// <param name="hasTimes">Whether times of receipt are known.</param>
/// <param name="zone">The zone in which clocks show local time, where somebody said so.</param>
internal sealed class ClockCheck(bool hasTimes, TimeZoneInfo? zone)
{
    private static readonly TimeSpan Agreement = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FutureLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lost = TimeSpan.FromDays(2);

    private static readonly TimeSpan[] Bounds =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6),
        TimeSpan.FromDays(1),
    ];

    /// <summary>How far timestamps that are read so are from their receipt.</summary>
    public double Distance(TimeForm form, List<(FieldValue Value, DateTimeOffset ReceivedAt, bool IsLive, string Key)> samples) =>
        MedianLag(form, samples)?.Duration().TotalSeconds ?? double.PositiveInfinity;

    /// <summary>What the timestamps of a field are worth.</summary>
    public TimeFinding Check(
        IReadOnlyList<string> fields, TimeForm form, List<(FieldValue Value, DateTimeOffset ReceivedAt, bool IsLive, string Key)> samples,
        StreamTally tally)
    {
        var lag = MedianLag(form, samples);
        var finding = new TimeFinding
        {
            Fields = fields, Form = form, Lag = lag, OutOfOrder = Disorder(form, samples),
            IsOfElement = tally.Batches.Exists(b => b.Select(e => e[fields[0]]).Where(v => v.Exists).Distinct().Skip(1).Any()),
        };
        return lag is { } known ? Judge(finding, form, known, samples) : finding with
        {
            Doubt = "whether its clock is right could not be seen: no message came with a time of receipt that tells",
        };
    }

    private TimeFinding Judge(
        TimeFinding finding, TimeForm form, TimeSpan lag, List<(FieldValue Value, DateTimeOffset ReceivedAt, bool IsLive,
            string Key)> samples)
    {
        if (OffsetOf(lag) is { } offset)
        {
            var ahead = offset > TimeSpan.Zero ? "ahead of" : "behind";
            var by = $"it is {Shown(offset.Duration())} {ahead} the time of receipt";
            var at = samples.Last(s => s.IsLive).ReceivedAt;
            if (!form.HasZone && zone is not null && zone.GetUtcOffset(at) == offset) return finding with
            {
                TimeZone = zone.Id,
                Lag = lag + offset
            };
            if (form.IsUnix || form.HasZone) return finding with { Problem = $"{by}: is its clock set to local time?" };
            return finding with { Problem = $"{by} and names no offset: local time? Then try discover --zone, such as Europe/Berlin" };
        }

        if (-lag > FutureLimit)
            return finding with { Problem = $"it is {Shown(-lag)} ahead of the time of receipt: its clock is wrong, or it means another" };
        var behind = $"it is {Shown(lag.Duration())} before the time of receipt";
        if (lag > Lost) return finding with { Problem = $"{behind}: its clock is wrong, or the data are old" };
        if (-lag > Agreement) return finding with { Doubt = $"its clock is {Shown(lag.Duration())} ahead" };
        return lag > Late ? finding with { Doubt = $"{behind}: stored readings, or a clock that is wrong" } : finding;
    }

    // A clock that is a multiple of a quarter of an hour away, and no more: the offset of local time. Beyond 14 hours there is none.
    private static TimeSpan? OffsetOf(TimeSpan lag)
    {
        var quarters = Math.Round(-lag / TimeSpan.FromMinutes(15));
        var offset = TimeSpan.FromMinutes(15) * quarters;
        return Math.Abs(quarters) is >= 2 and <= 56 && (-lag - offset).Duration() < Agreement ? offset : null;
    }

    private TimeSpan? MedianLag(TimeForm form, List<(FieldValue Value, DateTimeOffset ReceivedAt, bool IsLive, string Key)> samples)
    {
        if (!hasTimes) return null;
        var lags = new List<TimeSpan>();
        foreach (var (value, receivedAt, isLive, _) in samples)
        {
            if (isLive && form.TryRead(value, out var time)) lags.Add(receivedAt - time);
        }

        lags.Sort();
        return lags.Count == 0 ? null : lags[lags.Count / 2];
    }

    private static TimeSpan Disorder(TimeForm form, List<(FieldValue Value, DateTimeOffset ReceivedAt, bool IsLive, string Key)> samples)
    {
        var newest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var worst = TimeSpan.Zero;
        foreach (var (value, _, isLive, key) in samples)
        {
            if (!isLive || !form.TryRead(value, out var time)) continue;
            if (newest.TryGetValue(key, out var latest) && latest > time)
            {
                if (latest - time > worst) worst = latest - time;
            }
            else newest[key] = time;
        }

        return worst == TimeSpan.Zero ? worst : Bounds.FirstOrDefault(b => b >= worst, Bounds[^1]);
    }

    /// <summary>A span of time for people, in one unit or two.</summary>
    public static string Shown(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.TotalDays:0} days",
        { TotalHours: >= 1, Minutes: 0 } => $"{(int)span.TotalHours} h",
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        { TotalMinutes: >= 2 } => $"{span.TotalMinutes:0} min",
        { TotalSeconds: >= 10 } => $"{span.TotalSeconds:0} s",
        _ => Quantity.Format(TimeSpan.FromMilliseconds(Math.Round(span.TotalMilliseconds))),
    };
}
