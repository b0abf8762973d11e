using EventEdge.Cli;
using EventEdge.CloudIngest.Stores;

namespace EventEdge.Settings;

/// <summary>The settings that say where points go: <c>--store</c>, and one for everything that some store wants to be told.</summary>
internal sealed class StoreFlags
{
    private readonly StoreCatalog _stores;
    private readonly Setting _store;
    private readonly IReadOnlyList<StoreFlag> _flags;

    public StoreFlags(StoreCatalog stores)
    {
        _stores = stores;
        _store = new(
            "store", "KIND", $"Where points go: {Listed(stores.Stores, "or")}. Default: {stores.Default.Name} in the data directory");
        _flags = [.. stores.Stores.SelectMany(store => store.Settings.Select(setting => (setting, store)))
            .GroupBy(each => each.setting.Name)
            .Select(each => new StoreFlag(each.First().setting, [.. each.Select(one => one.store)]))];
        All = [_store, .. _flags.Select(flag => flag.Setting)];
    }

    /// <summary>All of them, the store itself first.</summary>
    public IReadOnlyList<Setting> All { get; }

    /// <summary>Those that name a file which is nobody else's business.</summary>
    public IEnumerable<Setting> Secrets => _flags.Where(flag => flag.Told.Form == StoreSettingForm.SecretFile).Select(flag => flag.Setting);

    /// <summary>The files that <see cref="Secrets"/> name.</summary>
    public IEnumerable<string> SecretFiles(ResolvedSettings settings) => Secrets.Select(settings.Text).OfType<string>();

    /// <summary>The store that is named; null where none is.</summary>
    public StoreOptions? Named(ResolvedSettings settings)
    {
        if (settings.Text(_store) is not null) return Read(settings);
        if (_flags.FirstOrDefault(flag => settings.Text(flag.Setting) is not null) is not { } idle) return null;
        throw CommandFailure.BadInput(
            $"{idle.Setting.Flag} needs {_store.Flag}: {Listed(idle.Stores, "or")}; without either the store of "
                + $"{KnownSettings.Data.Flag} is read");
    }

    /// <summary>The store of a node.</summary>
    public StoreOptions Read(ResolvedSettings settings)
    {
        var name = settings.Text(_store);
        if (_stores.Find(name) is not { } store) throw CommandFailure.BadInput($"{_store.Flag}: {_stores.Unknown(name!)}");
        var told = new Dictionary<string, string>();
        foreach (var flag in _flags)
        {
            if (!flag.Stores.Contains(store)) Refuse(settings, flag, store);
            else if (Value(settings, flag) is { } value) told.Add(flag.Told.Name, value);
            else if (store.Settings.Single(setting => setting.Name == flag.Told.Name) is { IsRequired: true } missing)
                throw CommandFailure.BadInput($"{_store.Flag} {store.Name} needs {flag.Setting.Flag}, such as {missing.Example}");
        }

        return new() { Name = store.Name, Settings = told };
    }

    private static string? Value(ResolvedSettings settings, StoreFlag flag)
    {
        if (flag.Told.Form == StoreSettingForm.Address)
            return settings.Address(flag.Setting, flag.Told.Example ?? "http://127.0.0.1:8086", "http", "https")?.OriginalString;
        if (flag.Told.Form == StoreSettingForm.SecretFile) settings.Secret(flag.Setting);
        return settings.Text(flag.Setting);
    }

    // What means nothing to a store would be lost without a word.
    private void Refuse(ResolvedSettings settings, StoreFlag flag, IStore store)
    {
        if (settings.Text(flag.Setting) is null) return;
        throw CommandFailure.BadInput(
            $"{flag.Setting.Flag} means nothing to the store {store.Name} ({_store.Flag}); "
                + $"it belongs to {string.Join(", ", flag.Stores.Select(other => other.Name))}");
    }

    private static string Listed(IReadOnlyList<IStore> stores, string last) => stores.Count == 1
        ? stores[0].Name
        : $"{string.Join(", ", stores.SkipLast(1).Select(store => store.Name))} {last} {stores[^1].Name}";

    private sealed record StoreFlag(StoreSetting Told, IReadOnlyList<IStore> Stores)
    {
        public Setting Setting { get; } = new($"store-{Told.Name}", Told.ValueName, Describe(Told, Stores));

        private static string Describe(StoreSetting told, IReadOnlyList<IStore> stores)
        {
            var example = told.Example is null ? string.Empty : $", such as {told.Example}";
            var fallback = told.Default is null ? string.Empty : $". Default: {told.Default}";
            return $"{told.Description}{example}, for {Listed(stores, "and")}{fallback}";
        }
    }
}
