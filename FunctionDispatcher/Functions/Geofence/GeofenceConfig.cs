using EventEdge.FunctionDispatcher.Expressions.Functions;

namespace EventEdge.FunctionDispatcher.Functions.Geofence;

/// <summary>What <c>geofence</c> is asked for.</summary>
internal sealed record GeofenceConfig
{
    /// <summary>Most zones of a binding.</summary>
    public const int ZoneLimit = 256;

    /// <summary>The field with the latitude, in degrees. Default <c>latitude</c>.</summary>
    public required string Latitude { get; init; }

    /// <summary>The field with the longitude, in degrees. Default <c>longitude</c>.</summary>
    public required string Longitude { get; init; }

    /// <summary>The zones, each a circle or a polygon. Required.</summary>
    public required IReadOnlyList<Zone> Zones { get; init; }

    /// <summary>Whoever stays so long in a zone is told once. Default: nobody is.</summary>
    public TimeSpan? Dwell { get; init; }

    /// <summary>A zone is left only further outside than so many metres. Default 0.</summary>
    public double Margin { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static GeofenceConfig Read(FunctionSettings settings)
    {
        var names = settings.Section("zones");
        if (names.Count is 0 or > ZoneLimit) settings.Report($"'zones' must name 1 to {ZoneLimit} zones, not {names.Count}");
        return new()
        {
            Latitude = settings.Has("latitude") ? settings.Field("latitude") : "latitude",
            Longitude = settings.Has("longitude") ? settings.Field("longitude") : "longitude",
            Zones = [.. names.Select(name => ZoneOf(settings, name)).OfType<Zone>()],
            Dwell = settings.Duration("dwell"),
            Margin = settings.NotNegative("margin"),
        };
    }

    private static Zone? ZoneOf(FunctionSettings settings, string name)
    {
        var (circle, polygon) = ($"zones.{name}.circle", $"zones.{name}.polygon");
        settings.ExactlyOne(circle, polygon);
        if (settings.Has(polygon))
        {
            if (settings.Text(polygon) is { } text && GeometryFunctions.TryCorners(text, out var corners)) return new(name, corners, 0);
            settings.Report($"'{polygon}' must be three or more 'latitude longitude', divided by commas");
            return null;
        }

        if (!settings.Has(circle)) return null;
        if (settings.Numbers(circle) is [var latitude, var longitude, var radius] && Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180
            && radius > 0) return new(name, [(latitude, longitude)], radius);
        settings.Report($"'{circle}' must be a latitude, a longitude and a radius in metres, such as [48.137, 11.575, 250]");
        return null;
    }
}
