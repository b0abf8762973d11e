using EventEdge.CloudIngest.Stores;
using EventEdge.Commands;

namespace EventEdge.Settings;

/// <summary>Reads where points go.</summary>
internal static class StoreSettings
{
    private static readonly IReadOnlyDictionary<string, StoreKind> Kinds = new Dictionary<string, StoreKind>
    {
        ["sqlite"] = StoreKind.Sqlite,
        ["influx1"] = StoreKind.InfluxDb1,
        ["influx2"] = StoreKind.InfluxDb2,
        ["victoria"] = StoreKind.VictoriaMetrics,
    };

    public static StoreOptions Store(ResolvedSettings settings)
    {
        var kind = settings.Text(KnownSettings.Store) ?? "sqlite";
        if (!Kinds.ContainsKey(kind)) throw CommandFailure.BadInput($"--store: '{kind}' is none of {string.Join(", ", Kinds.Keys)}");
        var url = settings.Address(KnownSettings.StoreUrl, "http://127.0.0.1:8086", "http", "https");
        if (kind != "sqlite" && url is null) throw CommandFailure.BadInput($"--store {kind} needs --store-url, such as http://127.0.0.1:8086");
        settings.Secret(KnownSettings.StoreTokenFile);
        var options = new StoreOptions();
        return options with
        {
            Kind = Kinds[kind],
            Uri = url ?? options.Uri,
            Database = settings.Text(KnownSettings.StoreDatabase) ?? options.Database,
            Organisation = settings.Text(KnownSettings.StoreOrg) ?? options.Organisation,
            Bucket = settings.Text(KnownSettings.StoreBucket) ?? options.Bucket,
            SecretFile = settings.Text(KnownSettings.StoreTokenFile),
        };
    }
}
