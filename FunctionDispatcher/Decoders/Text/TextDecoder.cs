using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Text;

/// <summary>Messages that are one number, truth value or text.</summary>
public sealed class TextDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "text";

    /// <inheritdoc />
    public Type ConfigType => typeof(TextDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        WrittenNumber.Check(check);
        if (check.Binding.Decode is not TextDecoderConfig config) return;
        if (config is { Unit: { } unit, Type: TextValueType.Boolean or TextValueType.Text })
            check.Report(config, nameof(config.Unit), $"unit '{unit}' is for numbers, and type is not number or integer");
        if (config.Type is not (null or TextValueType.Boolean))
        {
            check.ReportAtKey(config, nameof(config.TrueWords), "true_words is for type boolean");
            check.ReportAtKey(config, nameof(config.FalseWords), "false_words is for type boolean");
        }

        foreach (var word in (config.FalseWords ?? []).Intersect(config.TrueWords ?? [], StringComparer.OrdinalIgnoreCase))
            check.ReportItem(config, nameof(config.FalseWords), word, $"'{word}' is in true_words too");
    }

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new TextEventDecoder(layout, (TextDecoderConfig?)config);
}
