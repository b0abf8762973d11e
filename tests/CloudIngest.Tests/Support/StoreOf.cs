using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>Stores as a user names them.</summary>
internal static class StoreOf
{
    public static StoreOptions Influx1(Uri uri) => Named("influx1", uri);

    public static StoreOptions Victoria(Uri uri) => Named("victoria", uri);

    public static StoreOptions Influx2(Uri uri, string tokenFile) =>
        new() { Name = "influx2", Settings = new Dictionary<string, string> { ["url"] = uri.ToString(), ["token-file"] = tokenFile } };

    public static StoreOptions Named(string name, Uri uri) =>
        new() { Name = name, Settings = new Dictionary<string, string> { ["url"] = uri.ToString() } };

    public static ITimeSeriesWriter Writer(StoreOptions options, string directory) =>
        BuiltInStores.Catalog.Get(options).OpenWriter(options, new(directory, TimeProvider.System, NullLogger.Instance));

    public static IPointSource Reader(StoreOptions options, string directory) => BuiltInStores.Catalog.OpenReader(options, directory);
}
