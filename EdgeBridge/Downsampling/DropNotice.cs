using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>
/// A point that takes the place of dropped ones: what the cloud's own gaps are called, at the moment of dropping, with the range in its
/// fields. Notices of one binding that wait side by side become one.
/// </summary>
internal static class DropNotice
{
    private const string Measurement = "eventedge_gap";
    private const string Points = "points";
    private const string From = "from_seconds";
    private const string Until = "until_seconds";

    /// <summary>Whether a point is a notice.</summary>
    public static bool Is(Point point) => point.Measurement == Measurement;

    /// <summary>The notice for dropped points and the notices among them, which must not be empty.</summary>
    public static Point Of(
        string binding, IReadOnlyList<Point> dropped, DropContext context, (long First, long Last) range, DateTimeOffset now) => new()
        {
            Measurement = Measurement,
            Tags =
        [
            new("binding", binding),
            new("class", context.Class.ToString().ToLowerInvariant()),
            new("node", context.Node),
            new("reason", "outbox full"),
        ],
            Time = dropped.Where(Is).Select(notice => notice.Time).Append(now).Min(),
            Fields =
        [
            new("first_sequence", range.First),
            new("last_sequence", range.Last),
            new(Points, dropped.Sum(point => Is(point) ? Number(point, Points) : 1)),
            new(From, dropped.Min(point => Is(point) ? Number(point, From) : Seconds(point.Time))),
            new(Until, dropped.Max(point => Is(point) ? Number(point, Until) : Seconds(point.WindowEnd ?? point.Time))),
        ],
            Id = dropped[0].Id,
        };

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static double Number(Point notice, string field) => notice.Fields.First(each => each.Key == field).Value.AsNumber;
}

/// <summary>Where points are dropped.</summary>
/// <param name="Node">The node's name: the store must tell the notices of two nodes apart.</param>
/// <param name="Class">The class.</param>
internal sealed record DropContext(string Node, DeliveryClass Class);
