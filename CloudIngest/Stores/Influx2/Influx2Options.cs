using System.Net.Http.Headers;
using EventEdge.CloudIngest.Stores.Line;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>An InfluxDB 2.x, or a server with its write address: <c>/api/v2/write?org=&amp;bucket=</c> with a token.</summary>
internal sealed record Influx2Options : LineServer
{
    /// <summary>The organisation.</summary>
    public static StoreSetting OrganisationSetting { get; } = new("org", "NAME", "Organisation") { Default = "eventedge" };

    /// <summary>The bucket.</summary>
    public static StoreSetting BucketSetting { get; } = new("bucket", "NAME", "Bucket") { Default = "eventedge" };

    /// <inheritdoc />
    public override string Name => "influxdb2";

    /// <inheritdoc />
    public override string Title => "InfluxDB";

    /// <summary>The organisation. Default <c>eventedge</c>.</summary>
    public string Organisation { get; init; } = OrganisationSetting.Default!;

    /// <summary>The bucket. Default <c>eventedge</c>.</summary>
    public string Bucket { get; init; } = BucketSetting.Default!;

    /// <inheritdoc />
    /// <remarks>Version 2 answers the query language of 1, with the bucket's name for the database's.</remarks>
    public override string QueryDatabase => Bucket;

    /// <inheritdoc />
    public override string CredentialSettings => "--store-token-file, --store-org and --store-bucket";

    /// <summary>As a user has told.</summary>
    public static Influx2Options From(StoreOptions told) => new()
    {
        Uri = AddressOf(told),
        Organisation = told[OrganisationSetting]!,
        Bucket = told[BucketSetting]!,
        SecretFile = told[ServerSettings.TokenFile],
    };

    /// <inheritdoc />
    public override string WriteTarget(LinePrecision precision) =>
        $"/api/v2/write?org={Uri.EscapeDataString(Organisation)}&bucket={Uri.EscapeDataString(Bucket)}&precision={precision.Name}";

    /// <inheritdoc />
    public override AuthenticationHeaderValue Authorization(string secret) => new("Token", secret);
}
