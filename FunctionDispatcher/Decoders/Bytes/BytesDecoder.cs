using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>Messages whose fields stand at fixed places, as registers and radio payloads have them.</summary>
public sealed class BytesDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "bytes";

    /// <inheritdoc />
    public Type ConfigType => typeof(BytesDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check) => new BytesChecker(check, (BytesDecoderConfig)check.Binding.Decode!).Check();

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll)
    {
        var settings = (BytesDecoderConfig)config!;
        var decoder = new BytesEventDecoder(settings, layout, keepsAll);
        var isOne = settings.Record is null && !(settings.SelectsItself && settings.When is not null);
        return isOne ? new OneEventDecoder(decoder) : decoder;
    }
}
