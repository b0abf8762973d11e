using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.CloudIngest.Stores.Sqlite;

/// <summary>The embedded store: one SQLite file in the node's data directory.</summary>
internal sealed class SqliteStore : IStore
{
    /// <inheritdoc />
    public string Name => "sqlite";

    /// <inheritdoc />
    public IReadOnlyList<StoreSetting> Settings => [];

    /// <inheritdoc />
    public bool IsEmbedded => true;

    /// <inheritdoc />
    public string FormerKind => "Sqlite";

    /// <inheritdoc />
    public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context) =>
        new SqliteWriter(Path.Combine(context.DataDirectory, PointReader.FileName));

    /// <inheritdoc />
    public IPointSource OpenReader(StoreOptions options, string dataDirectory) => new EmbeddedPoints(dataDirectory);
}
