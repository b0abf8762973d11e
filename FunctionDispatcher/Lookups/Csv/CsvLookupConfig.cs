using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Lookups.Csv;

/// <summary>A file of comma-separated values (RFC 4180) whose first row names the columns.</summary>
public sealed record CsvLookupConfig : KeyedLookupConfig
{
    /// <summary>
    /// The file, UTF-8, relative to the bindings file; at most 16 MiB and 100,000 rows. It is read again when it changes.
    /// </summary>
    [Form(@"[^\x00-\x1f]+", 4096)]
    public required string Csv { get; init; }

    /// <summary>What stands between two values: one character, or <c>tab</c>. Default <c>,</c>.</summary>
    [Form("[ !#-~]|tab", 3)]
    public string Delimiter { get; init; } = ",";

    /// <summary>The decimal mark of its numbers. Default <c>point</c>.</summary>
    public DecimalMark Decimal { get; init; }

    /// <inheritdoc />
    public override string Source => "csv";

    /// <summary>The byte between two values.</summary>
    internal byte DelimiterByte => Delimiter == "tab" ? (byte)'\t' : (byte)Delimiter[0];
}
