using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>Messages of Protocol Buffers.</summary>
public sealed class ProtobufDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "protobuf";

    /// <inheritdoc />
    public Type ConfigType => typeof(ProtobufDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var config = (ProtobufDecoderConfig)check.Binding.Decode!;
        if (config.Each == ".")
            check.Report(config, nameof(config.Each), "'each: .' is for messages that are lists: name a repeated field");
    }

    /// <inheritdoc />
    public string? CheckFile(DecoderConfig config) => ProtobufPlan.Of((ProtobufDecoderConfig)config, out _);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll)
    {
        var settings = (ProtobufDecoderConfig)config!;
        var decoder = new ProtobufEventDecoder(settings, layout, keepsAll);
        return settings.Each is null ? new OneEventDecoder(decoder) : decoder;
    }
}
