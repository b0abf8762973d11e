using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Csv;

/// <summary>Comma-separated values (RFC 4180): an event for each row.</summary>
public sealed record CsvDecoderConfig : TextValueDecoderConfig
{
    /// <summary>Names of the columns, from the left; an empty one is not read. Default: the first row names them.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns that are texts whatever they look like, such as serial numbers with leading zeros. Default: none.</summary>
    public IReadOnlyList<string>? TextColumns { get; init; }

    /// <summary>What stands between two values: one character, or <c>tab</c>. Default <c>,</c>.</summary>
    [Form("[ !#-~]|tab", 3)]
    public string Delimiter { get; init; } = ",";

    /// <summary>What stands around a value that has the delimiter, a line break or this character, doubled, in it; or <c>none</c>. Default
    /// <c>"</c>.</summary>
    [Form("[!-/:-@\\[-`{-~]|none", 4)]
    public string Quote { get; init; } = "\"";

    /// <summary>The character that lines to be passed over begin with. Default: none.</summary>
    [Form("[!-~]", 1)]
    public string? Comment { get; init; }

    /// <summary>Lines before the first row, such as a title. 0 to 1000. Default 0.</summary>
    [Range("0", "1000")]
    public int SkipLines { get; init; }

    /// <inheritdoc />
    public override string Name => "csv";

    /// <inheritdoc />
    public override IReadOnlyList<string>? Fields => Columns is null ? null : [.. Columns.Where(c => c.Length > 0)];

    /// <summary>The byte between two values.</summary>
    internal byte DelimiterByte => Delimiter == "tab" ? (byte)'\t' : (byte)Delimiter[0];

    /// <summary>The byte around a value; 0 for none.</summary>
    internal byte QuoteByte => Quote == "none" ? (byte)0 : (byte)Quote[0];
}
