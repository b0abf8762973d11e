using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.Influx2;

/// <summary>InfluxDB 2.x.</summary>
internal sealed class Influx2Store : IStore, IStoreSetup
{
    /// <inheritdoc />
    public string Name => "influx2";

    /// <inheritdoc />
    public IReadOnlyList<StoreSetting> Settings =>
        [ServerSettings.Url, Influx2Options.OrganisationSetting, Influx2Options.BucketSetting, ServerSettings.TokenFile];

    /// <inheritdoc />
    public string FormerKind => "InfluxDb2";

    /// <inheritdoc />
    public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) =>
        LineWriter.Open(Influx2Options.From(options), context);

    /// <inheritdoc />
    public IPointSource OpenReader(StoreOptions options, string dataDirectory) => new Influx2Points(Influx2Options.From(options));

    /// <inheritdoc />
    public Task<string?> ProbeAsync(StoreOptions options, CancellationToken cancellation) =>
        StoreProbe.AskAsync(Influx2Options.From(options), "/ping", cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlyList<StoreSetupStep>> SetUpAsync(
        StoreOptions options, StoreSetupRequest request, CancellationToken cancellation)
    {
        var server = Influx2Options.From(options);
        try
        {
            using var client = Influx2Server.Open(server, needsToken: false);
            return await new Influx2Setup(server, request, client).RunAsync(cancellation);
        }
        catch (Exception error) when (Influx2Server.IsOutside(error) && !cancellation.IsCancellationRequested)
        {
            throw new StoreSetupException(Influx2Server.InWords(error, server), error);
        }
    }
}
