using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Stores;

/// <summary>Makes the writer a process was configured with.</summary>
internal static class StoreFactory
{
    public static ITimeSeriesWriter Create(CloudOptions options, TimeProvider time, ILogger log) => options.Store.Kind == StoreKind.Sqlite
        ? new SqliteWriter(Path.Combine(options.DataDirectory, PointReader.FileName))
        : new LineWriter(options.Store.Kind, new LineEndpoint(options.Store, time), options.Store.RequestLineLimit, time, log);
}
