using System.Net.Http.Headers;
using EventEdge.CloudIngest.Stores.Line;

namespace EventEdge.CloudIngest.Stores.Influx1;

/// <summary>An InfluxDB 1.x: <c>/write?db=</c>.</summary>
internal sealed record Influx1Options : LineServer
{
    /// <inheritdoc />
    public override string Name => "influxdb1";

    /// <inheritdoc />
    public override string Title => "InfluxDB";

    /// <summary>The database; made when missing. Default <c>eventedge</c>.</summary>
    public string Database { get; init; } = ServerSettings.Database.Default!;

    /// <summary>User name; null sends an empty one beside the password.</summary>
    public string? User { get; init; }

    /// <inheritdoc />
    public override string QueryDatabase => Database;

    /// <inheritdoc />
    public override bool MakesDatabase => true;

    /// <summary>As a user has told.</summary>
    public static Influx1Options From(StoreOptions told) => new()
    {
        Uri = AddressOf(told),
        Database = told[ServerSettings.Database]!,
        User = told[ServerSettings.User],
        SecretFile = told[ServerSettings.TokenFile],
    };

    /// <inheritdoc />
    public override string WriteTarget(LinePrecision precision) =>
        $"/write?db={Uri.EscapeDataString(Database)}&precision={precision.ShortName}";

    /// <inheritdoc />
    public override AuthenticationHeaderValue Authorization(string secret) => Basic(User, secret);
}
