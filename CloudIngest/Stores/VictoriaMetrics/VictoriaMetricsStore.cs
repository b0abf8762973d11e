using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.VictoriaMetrics;

/// <summary>VictoriaMetrics, by line protocol and its export.</summary>
internal sealed class VictoriaMetricsStore : IStore
{
    /// <inheritdoc />
    public string Name => "victoria";

    /// <inheritdoc />
    public IReadOnlyList<StoreSetting> Settings =>
        [ServerSettings.Url, ServerSettings.Database, ServerSettings.User, ServerSettings.TokenFile];

    /// <inheritdoc />
    public string FormerKind => "VictoriaMetrics";

    /// <inheritdoc />
    public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) =>
        LineWriter.Open(VictoriaMetricsOptions.From(options), context);

    /// <inheritdoc />
    public IPointSource OpenReader(StoreOptions options, string dataDirectory) =>
        new VictoriaPoints(new StoreQuery(VictoriaMetricsOptions.From(options)));

    /// <inheritdoc />
    public Task<string?> ProbeAsync(StoreOptions options, CancellationToken cancellation) =>
        StoreProbe.AskAsync(VictoriaMetricsOptions.From(options), "/health", cancellation);
}
