namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// Where points are stored: a store's name and what it is told. Its page in <c>docs/stores</c> lists what it can be told.
/// </summary>
public sealed record StoreOptions
{
    /// <summary>
    /// The store's <see cref="IStore.Name"/>; null for the first of the <see cref="StoreCatalog"/>, the embedded one. Default null.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Values by the <see cref="StoreSetting.Name"/> of a setting, such as <c>["url"] = "http://10.0.0.7:8086"</c>. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What a setting is, or its default; null where it has none.</summary>
    public string? this[StoreSetting setting] => Settings.TryGetValue(setting.Name, out var value) ? value : setting.Default;
}
