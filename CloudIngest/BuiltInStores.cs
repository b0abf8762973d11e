using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Influx2;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Stores.VictoriaMetrics;

namespace EventEdge.CloudIngest;

/// <summary>The stores that come with the product: one line each, and the first is the default.</summary>
public static class BuiltInStores
{
    /// <summary>All of them; <see cref="StoreCatalog.With"/> adds one of your own.</summary>
    public static StoreCatalog Catalog { get; } = new(
    [
        new SqliteStore(),
        new Influx1Store(),
        new Influx2Store(),
        new VictoriaMetricsStore(),
    ]);
}
