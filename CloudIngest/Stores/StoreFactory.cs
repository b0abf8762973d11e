namespace EventEdge.CloudIngest.Stores;

/// <summary>Makes the writer a process was configured with.</summary>
internal static class StoreFactory
{
    public static ITimeSeriesWriter Create(CloudOptions options, TimeProvider time)
    {
        if (options.Store.Kind == StoreKind.Sqlite) return new SqliteWriter(Path.Combine(options.DataDirectory, PointReader.FileName));
        var revisions = new RevisionMemory(Path.Combine(options.DataDirectory, "revisions.db"));
        return new InfluxWriter(NameOf(options.Store.Kind), new LineEndpoint(options.Store, time), revisions, options.Store.RequestLineLimit);
    }

    private static string NameOf(StoreKind kind) => kind switch
    {
        StoreKind.InfluxDb1 => "influxdb1",
        StoreKind.InfluxDb2 => "influxdb2",
        StoreKind.VictoriaMetrics => "victoriametrics",
        _ => "sqlite",
    };
}
