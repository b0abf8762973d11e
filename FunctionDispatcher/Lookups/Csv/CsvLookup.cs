using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Lookups.Tables;

namespace EventEdge.FunctionDispatcher.Lookups.Csv;

/// <summary>Tables in files of comma-separated values.</summary>
public sealed class CsvLookup : ITableSource
{
    /// <inheritdoc />
    public string Name => "csv";

    /// <inheritdoc />
    public Type ConfigType => typeof(CsvLookupConfig);

    /// <inheritdoc />
    public void CheckLookup(ConfigCheck check, LookupConfig config)
    {
        var csv = (CsvLookupConfig)config;
        if (csv is { Decimal: DecimalMark.Comma, Delimiter: "," })
            check.Report(csv, nameof(csv.Decimal), "'decimal' comma needs another 'delimiter', such as ';'");
    }

    /// <inheritdoc />
    TableReading ITableSource.Read(LookupConfig config, Func<string, string> fileOf)
    {
        var csv = (CsvLookupConfig)config;
        var file = fileOf(csv.Csv);
        var bytes = TableFile.Read(file, csv.Csv, out var obstacle);
        if (bytes is null)
            return new() { Problems = [new(nameof(csv.Csv), null, obstacle!)], Files = [(file, string.Empty)] };
        var reading = new CsvTable(csv).Read(bytes, csv.Csv);
        return reading with { Files = [(file, ContentHash.Of(bytes))] };
    }
}
