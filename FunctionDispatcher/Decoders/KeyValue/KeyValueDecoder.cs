using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.KeyValue;

/// <summary>Messages of names and values.</summary>
public sealed class KeyValueDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "key_value";

    /// <inheritdoc />
    public Type ConfigType => typeof(KeyValueDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        WrittenNumber.Check(check);
        if (check.Binding.Decode is KeyValueDecoderConfig config && config.Separator == config.Assign)
            check.Report(config, nameof(config.Assign), $"assign {config.Assign} is the separator too");
    }

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new KeyValueEventDecoder((KeyValueDecoderConfig?)config ?? new(), layout, keepsAll);
}
