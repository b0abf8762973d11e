using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Csv;

/// <summary>Messages of rows and columns.</summary>
public sealed class CsvDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "csv";

    /// <inheritdoc />
    public Type ConfigType => typeof(CsvDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        WrittenNumber.Check(check);
        if (check.Binding.Decode is not CsvDecoderConfig config) return;
        if (config.QuoteByte == config.DelimiterByte)
            check.Report(config, nameof(config.Quote), $"quote {config.Quote} is the delimiter too");
        if (config.Comment is { } comment && (comment[0] == config.DelimiterByte || comment[0] == config.QuoteByte))
            check.Report(config, nameof(config.Comment), $"comment {comment} is the delimiter or the quote too");
        if (config.Columns is not { } columns) return;
        if (columns.Count is 0 or > EventLayout.SlotLimit)
            check.Report(config, nameof(config.Columns), $"{columns.Count} columns; there may be 1 to {EventLayout.SlotLimit}");
        foreach (var twice in columns.Where(c => c.Length > 0).GroupBy(c => c).Where(g => g.Count() > 1))
            check.ReportItem(config, nameof(config.Columns), twice.Key, $"'{twice.Key}' is in columns twice");
        foreach (var stray in (config.TextColumns ?? []).Except(columns))
            check.ReportItem(config, nameof(config.TextColumns), stray, $"there is no column '{stray}' in columns");
    }

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new CsvEventDecoder((CsvDecoderConfig?)config ?? new(), layout, keepsAll);
}
