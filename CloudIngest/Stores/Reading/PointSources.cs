using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Stores.VictoriaMetrics;

namespace EventEdge.CloudIngest.Stores.Reading;

/// <summary>Opens the reader of a store.</summary>
public static class PointSources
{
    /// <summary>The reader for what a node with these options writes.</summary>
    /// <param name="store">The store.</param>
    /// <param name="dataDirectory">The node's data directory, which holds the embedded store.</param>
    public static IPointSource Open(StoreOptions store, string dataDirectory) => store.Kind switch
    {
        StoreKind.Sqlite => new EmbeddedPoints(dataDirectory),
        StoreKind.VictoriaMetrics => new VictoriaPoints(new StoreQuery(store)),
        _ => new InfluxPoints(new StoreQuery(store), store),
    };
}
