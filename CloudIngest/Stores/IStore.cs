using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// A kind of time-series store: one folder with its options, writer, reader and page, registered by one line and chosen by its
/// <see cref="Name"/>. It holds no connection itself; every member may be called from any thread.
/// </summary>
public interface IStore
{
    /// <summary>As a person chooses it (<c>--store</c>): lower case, unique, for ever the same.</summary>
    string Name { get; }

    /// <summary>What it wants to be told, in the order of its page. A setting that is not among these is refused by its name.</summary>
    IReadOnlyList<StoreSetting> Settings { get; }

    /// <summary>Whether its points lie in the data directory of the node that writes them.</summary>
    bool IsEmbedded => false;

    /// <summary>What notes of versions before names called it; null for a younger kind.</summary>
    string? FormerKind => null;

    /// <summary>
    /// Opens it for the one loop that writes. A server that does not answer is no failure here, but a result of the first write.
    /// </summary>
    /// <exception cref="IOException">It lies on this machine and cannot be opened; the message is one line for a person.</exception>
    ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context);

    /// <summary>Opens it for reading, also while a node writes it.</summary>
    /// <param name="options">The store.</param>
    /// <param name="dataDirectory">The directory of the node that writes it.</param>
    IPointSource OpenReader(StoreOptions options, string dataDirectory);

    /// <summary>
    /// Asks once whether it is there: null when it is, else one sentence that says what to look at. Never throws but for the token.
    /// </summary>
    Task<string?> ProbeAsync(StoreOptions options, CancellationToken cancellation) => Task.FromResult<string?>(null);
}
