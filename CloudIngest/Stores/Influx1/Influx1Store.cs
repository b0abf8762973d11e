using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.Influx1;

/// <summary>InfluxDB 1.x, by line protocol and InfluxQL.</summary>
internal sealed class Influx1Store : IStore
{
    /// <inheritdoc />
    public string Name => "influx1";

    /// <inheritdoc />
    public IReadOnlyList<StoreSetting> Settings =>
        [ServerSettings.Url, ServerSettings.Database, ServerSettings.User, ServerSettings.TokenFile];

    /// <inheritdoc />
    public string FormerKind => "InfluxDb1";

    /// <inheritdoc />
    public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) =>
        LineWriter.Open(Influx1Options.From(options), context);

    /// <inheritdoc />
    public IPointSource OpenReader(StoreOptions options, string dataDirectory)
    {
        var server = Influx1Options.From(options);
        return new InfluxPoints(new StoreQuery(server), server.Database);
    }

    /// <inheritdoc />
    public Task<string?> ProbeAsync(StoreOptions options, CancellationToken cancellation) =>
        StoreProbe.AskAsync(Influx1Options.From(options), "/ping", cancellation);
}
