using System.Net.Http.Headers;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.VictoriaMetrics;

/// <summary>
/// A VictoriaMetrics: <c>/write</c>. Numbers only: texts are left out. A field that a correction no longer carries stays.
/// </summary>
internal sealed record VictoriaMetricsOptions : LineServer
{
    /// <inheritdoc />
    public override string Name => "victoriametrics";

    /// <inheritdoc />
    public override string Title => "VictoriaMetrics";

    /// <summary>Label <c>db</c> of every series. Default <c>eventedge</c>.</summary>
    public string Database { get; init; } = ServerSettings.Database.Default!;

    /// <summary>User name; null sends an empty one beside the password.</summary>
    public string? User { get; init; }

    /// <inheritdoc />
    public override bool TakesTexts => false;

    /// <inheritdoc />
    public override string? QueryDatabase => null;

    /// <summary>As a user has told.</summary>
    public static VictoriaMetricsOptions From(StoreOptions told) => new()
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

    /// <inheritdoc />
    public override Point Safe(Point point) => SafeNames.WithoutQuotes(point);
}
