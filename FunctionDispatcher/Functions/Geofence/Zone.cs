using EventEdge.FunctionDispatcher.Expressions.Functions;

namespace EventEdge.FunctionDispatcher.Functions.Geofence;

/// <summary>A place on the Earth: a circle, or a polygon.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Corners">The corners of a polygon, in degrees; the centre of a circle alone.</param>
/// <param name="Radius">The radius of a circle, in metres; 0 for a polygon.</param>
internal sealed record Zone(string Name, (double Latitude, double Longitude)[] Corners, double Radius)
{
    private const double MetresADegree = 111_195.08;

    /// <summary>Whether a place lies within, or outside by no more than a margin in metres.</summary>
    public bool Holds(double latitude, double longitude, double margin) => Radius > 0
        ? GeometryFunctions.Distance(Corners[0].Latitude, Corners[0].Longitude, latitude, longitude) <= Radius + margin
        : GeometryFunctions.IsInside(latitude, longitude, Corners) || (margin > 0 && DistanceToBorder(latitude, longitude) <= margin);

    // On the plane that touches the Earth at the place: right enough for margins.
    private double DistanceToBorder(double latitude, double longitude)
    {
        var nearest = double.PositiveInfinity;
        var scale = Math.Cos(double.DegreesToRadians(latitude));
        for (int i = 0, j = Corners.Length - 1; i < Corners.Length; j = i++)
        {
            var (ax, ay) = ((Corners[i].Longitude - longitude) * scale, Corners[i].Latitude - latitude);
            var (bx, by) = ((Corners[j].Longitude - longitude) * scale, Corners[j].Latitude - latitude);
            var (dx, dy) = (bx - ax, by - ay);
            var length = (dx * dx) + (dy * dy);
            var part = length == 0 ? 0 : Math.Clamp(-((ax * dx) + (ay * dy)) / length, 0, 1);
            nearest = Math.Min(nearest, Math.Sqrt(Math.Pow(ax + (part * dx), 2) + Math.Pow(ay + (part * dy), 2)));
        }

        return nearest * MetresADegree;
    }
}
