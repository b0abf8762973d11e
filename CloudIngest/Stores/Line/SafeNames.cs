using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>Names that mean something else to one server: what has such a one is written under another.</summary>
internal static class SafeNames
{
    private const string Time = "time";
    private const char Quote = '"';
    private const char WideQuote = '\uFF02';

    // Before a wide quote that a name really has, so that two names stay two.
    private const char Sign = '\u2426';

    /// <summary>
    /// InfluxDB calls the instant of a point <c>time</c>: it refuses a tag of that name, and leaves a field of that name out without a
    /// word. The same point where nothing has the name.
    /// </summary>
    public static Point WithoutTime(Point point) => Has(point.Tags, IsTime) || Has(point.Fields, IsTime)
        ? point with { Tags = PointText.Sorted(Renamed(point.Tags, IsTime, Later)), Fields = Renamed(point.Fields, IsTime, Later) }
        : point;

    /// <summary>
    /// VictoriaMetrics takes a quote within a field's name for the begin of a text, and what follows in the line, its time too, for a part
    /// of it. The same point where there is none.
    /// </summary>
    public static Point WithoutQuotes(Point point) => Has(point.Fields, IsQuoted)
        ? point with { Fields = Renamed(point.Fields, IsQuoted, Unquoted) }
        : point;

    private static bool IsTime(string name) => name == Time;

    private static bool IsQuoted(string name) => name.AsSpan().ContainsAny(Quote, WideQuote);

    private static string Unquoted(string name) =>
        name.Replace($"{WideQuote}", $"{Sign}{WideQuote}", StringComparison.Ordinal).Replace(Quote, WideQuote);

    private static string Later(string name) => name + "_";

    private static bool Has<T>(IReadOnlyList<KeyValuePair<string, T>> named, Func<string, bool> isTaken)
    {
        for (var i = 0; i < named.Count; i++)
        {
            if (isTaken(named[i].Key)) return true;
        }

        return false;
    }

    private static List<KeyValuePair<string,
    T>> Renamed<T>(IReadOnlyList<KeyValuePair<string, T>> named, Func<string, bool> isTaken, Func<string, string> rename)
    {
        var names = named.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        return [.. named.Select(entry => isTaken(entry.Key) ? new(Free(rename(entry.Key)), entry.Value) : entry)];

        string Free(string name)
        {
            while (!names.Add(name)) name += "_";
            return name;
        }
    }
}
