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

    // What means nothing to a kind would be lost without a word.
    private static readonly IReadOnlyList<(Setting Setting, StoreKind[] Kinds)> Further =
    [
        (KnownSettings.StoreUrl, [StoreKind.InfluxDb1, StoreKind.InfluxDb2, StoreKind.VictoriaMetrics]),
        (KnownSettings.StoreDatabase, [StoreKind.InfluxDb1, StoreKind.VictoriaMetrics]),
        (KnownSettings.StoreOrg, [StoreKind.InfluxDb2]),
        (KnownSettings.StoreBucket, [StoreKind.InfluxDb2]),
        (KnownSettings.StoreTokenFile, [StoreKind.InfluxDb1, StoreKind.InfluxDb2, StoreKind.VictoriaMetrics]),
    ];

    /// <summary>The store that is named; null where none is.</summary>
    public static StoreOptions? Named(ResolvedSettings settings)
    {
        if (settings.Text(KnownSettings.Store) is not null) return Store(settings);
        var idle = Further.Select(one => one.Setting).FirstOrDefault(setting => settings.Text(setting) is not null);
        return idle is null ? null : throw CommandFailure.BadInput($"{idle.Flag} needs {KnownSettings.Store.Flag}: influx1, influx2 or victoria; without either the store of {KnownSettings.Data.Flag} is read");
    }

    /// <summary>The store of a node.</summary>
    public static StoreOptions Store(ResolvedSettings settings)
    {
        var kind = settings.Text(KnownSettings.Store) ?? "sqlite";
        if (!Kinds.ContainsKey(kind)) throw CommandFailure.BadInput($"--store: '{kind}' is none of {string.Join(", ", Kinds.Keys)}");
        var url = settings.Address(KnownSettings.StoreUrl, "http://127.0.0.1:8086", "http", "https");
        if (kind != "sqlite" && url is null) throw CommandFailure.BadInput($"--store {kind} needs --store-url, such as http://127.0.0.1:8086");
        foreach (var (setting, kinds) in Further)
        {
            if (settings.Text(setting) is null || kinds.Contains(Kinds[kind])) continue;
            var fitting = string.Join(", ", Kinds.Where(k => kinds.Contains(k.Value)).Select(k => k.Key));
            throw CommandFailure.BadInput($"{setting.Flag} means nothing to the store {kind} (--store); it belongs to {fitting}");
        }

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
