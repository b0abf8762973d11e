using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Joining;

/// <summary>
/// A table beside the stream: the row that belongs to an event adds its columns as the fields <c>name.column</c>. Exactly one source.
/// </summary>
[Choice("source")]
public abstract record LookupConfig
{
    /// <summary>The source's name.</summary>
    public abstract string Source { get; }

    /// <summary>The columns that become fields. Default: all but those of the key.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>What becomes of an event to which no row belongs. Default <c>empty</c>.</summary>
    public WhenMissing Missing { get; init; }

    /// <summary>The fields of the event by which its row is found.</summary>
    public abstract IReadOnlyList<string> KeyFields { get; }

    /// <summary>
    /// The table as it was read together with the bindings file; null where nobody looked, or the source has none that could be read at
    /// once.
    /// </summary>
    internal byte[]? Content { get; init; }
}

/// <summary>A table whose rows have keys that are declared.</summary>
public abstract record KeyedLookupConfig : LookupConfig
{
    /// <summary>
    /// The field of the event by which its row is found, or several, as a list or divided by blanks. Keys are compared as texts. Required.
    /// </summary>
    [CommandLine]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>What the table calls them, in the same order. Default: the same names.</summary>
    [CommandLine]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> KeyFields => Key ?? [];

    /// <summary>The names of the key in the table.</summary>
    internal IReadOnlyList<string> KeyColumns => Columns ?? KeyFields;
}

/// <summary>What becomes of an event to which no row of a table belongs.</summary>
public enum WhenMissing
{
    /// <summary>It goes on without the fields.</summary>
    Empty,

    /// <summary>It becomes a dead letter of stage <c>lookup</c>.</summary>
    Reject,
}
