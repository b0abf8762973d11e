using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores;

/// <summary>The kinds of store there are, by name.</summary>
public sealed class StoreCatalog
{
    private readonly IReadOnlyList<IStore> _stores;

    /// <summary>A catalog of these; the first is the one that is taken where none is named.</summary>
    /// <exception cref="ArgumentException">There is none, or two have one name.</exception>
    public StoreCatalog(IEnumerable<IStore> stores)
    {
        _stores = [.. stores];
        if (_stores.Count == 0) throw new ArgumentException("a catalog needs a store", nameof(stores));
        if (_stores.CountBy(store => store.Name).FirstOrDefault(name => name.Value > 1).Key is { } twice)
            throw new ArgumentException($"two stores have the name {twice}", nameof(stores));
    }

    /// <summary>All of them, in the order of their registration.</summary>
    public IReadOnlyList<IStore> Stores => _stores;

    /// <summary>The store that is taken where none is named.</summary>
    public IStore Default => _stores[0];

    /// <summary>This catalog and one more.</summary>
    public StoreCatalog With(IStore store) => new([.. _stores, store]);

    /// <summary>The store of a name, null for the default; null when there is none of it.</summary>
    public IStore? Find(string? name) => name is null ? Default : _stores.FirstOrDefault(store => store.Name == name);

    /// <summary>The store that options name, which can be told what they tell.</summary>
    /// <exception cref="ArgumentException">There is none, or it has no such setting; the message names those there are.</exception>
    public IStore Get(StoreOptions options)
    {
        var store = Find(options.Name) ?? throw new ArgumentException(Unknown(options.Name!), nameof(options));
        foreach (var name in options.Settings.Keys)
        {
            if (!store.Settings.Any(setting => setting.Name == name))
                throw new ArgumentException(
                    $"the store {store.Name} has no setting {name}; it has {Listed(store.Settings.Select(setting => setting.Name))}",
                    nameof(options));
        }

        return store;
    }

    /// <summary>The sentence about a name that no store has.</summary>
    public string Unknown(string name) => $"'{name}' is none of {Listed(_stores.Select(store => store.Name))}";

    /// <summary>Opens what a node with these options writes for reading.</summary>
    /// <exception cref="ArgumentException">As <see cref="Get"/> says.</exception>
    public IPointSource OpenReader(StoreOptions options, string dataDirectory) => Get(options).OpenReader(options, dataDirectory);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
