using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Lookups.Sqlite;

/// <summary>A table or a view of a SQLite database, opened for reading only.</summary>
public sealed record SqliteLookupConfig : KeyedLookupConfig
{
    /// <summary>
    /// The database, relative to the bindings file; at most 64 MiB, of which at most 100,000 rows are taken. It is read again when it
    /// changes.
    /// </summary>
    [Form(@"[^\x00-\x1f]+", 4096)]
    public required string Sqlite { get; init; }

    /// <summary>The table or view. Required.</summary>
    [Form("[^\\x00-\\x1f]+", 128)]
    public required string Table { get; init; }

    /// <inheritdoc />
    public override string Source => "sqlite";
}
