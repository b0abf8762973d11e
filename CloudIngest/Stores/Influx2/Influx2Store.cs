using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>InfluxDB 2.x.</summary>
internal sealed class Influx2Store : IStore
{
    /// <inheritdoc />
    public string Name => "influx2";

    /// <inheritdoc />
    public IReadOnlyList<StoreSetting> Settings =>
        [ServerSettings.Url, Influx2Options.OrganisationSetting, Influx2Options.BucketSetting, ServerSettings.TokenFile];

    /// <inheritdoc />
    public string FormerKind => "InfluxDb2";

    /// <inheritdoc />
    public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) => LineWriter.Open(Influx2Options.From(options), context);

    /// <inheritdoc />
    public IPointSource OpenReader(StoreOptions options, string dataDirectory)
    {
        var server = Influx2Options.From(options);
        return new InfluxPoints(new StoreQuery(server), server.Bucket);
    }

    /// <inheritdoc />
    public Task<string?> ProbeAsync(StoreOptions options, CancellationToken cancellation) => StoreProbe.AskAsync(Influx2Options.From(options), "/ping", cancellation);
}
