using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>
/// Places on the Earth, taken as a sphere of 6,371,008.8 m (the mean radius of IUGG): latitudes and longitudes in degrees, lengths in
/// metres.
/// </summary>
internal static class GeometryFunctions
{
    /// <summary>Most corners of a polygon.</summary>
    public const int CornerLimit = 256;

    private const double EarthRadius = 6_371_008.8;

    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Define.Numbers(
            "distance(lat1, lon1, lat2, lon2)", "metres between two places on the shortest way", 4, p => Distance(p[0], p[1], p[2], p[3])),
        Define.Numbers(
            "bearing(lat1, lon1, lat2, lon2)",
            "the direction of the second place from the first, 0 to below 360 degrees from north over east", 4,
            p => Bearing(p[0], p[1], p[2], p[3])),
        new(
            "inside", StaticType.Boolean, [StaticType.Number, StaticType.Number, StaticType.Text],
            "inside(lat, lon, '48.1 11.5, 48.2 11.5, 48.2 11.6')",
            $"whether a place is inside a polygon of 3 to {CornerLimit} corners, a constant; it must not reach over the 180th meridian",
            Inside)
        {
            Check = Define.ConstantText(
                2, text => TryCorners(text, out _) ? null : "a polygon is three or more 'latitude longitude', divided by commas"),
        },
    ];

    /// <summary>Metres between two places on the shortest way.</summary>
    public static double Distance(double lat1, double lon1, double lat2, double lon2)
    {
        var (a, b) = (double.DegreesToRadians(lat1), double.DegreesToRadians(lat2));
        var (dLat, dLon) = (Math.Sin((b - a) / 2), Math.Sin(double.DegreesToRadians(lon2 - lon1) / 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt((dLat * dLat) + (Math.Cos(a) * Math.Cos(b) * dLon * dLon))));
    }

    private static double Bearing(double lat1, double lon1, double lat2, double lon2)
    {
        var (a, b, turn) = (double.DegreesToRadians(lat1), double.DegreesToRadians(lat2), double.DegreesToRadians(lon2 - lon1));
        var angle = Math.Atan2(Math.Sin(turn) * Math.Cos(b), (Math.Cos(a) * Math.Sin(b)) - (Math.Sin(a) * Math.Cos(b) * Math.Cos(turn)));
        return (double.RadiansToDegrees(angle) + 360) % 360;
    }

    private static Delegate Inside(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (latitude, longitude) = (compiler.Number(arguments[0]), compiler.Number(arguments[1]));
        TryCorners(Define.Constant(arguments[2]), out var corners);
        return (Func<EdgeEvent, FieldValue>)(e => latitude(e) is var lat && longitude(e) is var lon
            && !double.IsNaN(lat + lon) ? IsInside(lat, lon, corners) : FieldValue.Missing);
    }

    /// <summary>Whether a place is inside a polygon: a ray to the east crosses the border an odd number of times.</summary>
    public static bool IsInside(double latitude, double longitude, (double Latitude, double Longitude)[] corners)
    {
        var inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            var (a, b) = (corners[i], corners[j]);
            if (a.Latitude > latitude == b.Latitude > latitude) continue;
            var crossing = a.Longitude + ((latitude - a.Latitude) * (b.Longitude - a.Longitude) / (b.Latitude - a.Latitude));
            if (longitude < crossing) inside = !inside;
        }

        return inside;
    }

    /// <summary>Reads the corners of a polygon.</summary>
    public static bool TryCorners(string text, out (double Latitude, double Longitude)[] corners)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        corners = new (double, double)[parts.Length];
        if (parts.Length is < 3 or > CornerLimit) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var latitude, var longitude]) return false;
            if (!TryDegrees(latitude, 90, out corners[i].Latitude) || !TryDegrees(longitude, 180, out corners[i].Longitude)) return false;
        }

        return true;
    }

    private static bool TryDegrees(string text, double limit, out double degrees) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out degrees)
            && Math.Abs(degrees) <= limit;
}
