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
        if (config is { Proto: not null, Descriptor: not null })
            check.ReportAtKey(config, nameof(config.Descriptor), "'proto' and 'descriptor' are both given: a binding has one schema");
        if (config is { Proto: null, Descriptor: null } && !IsMisread(check, config))
            check.ReportAtKey(config, nameof(config.Message), "the schema of the message is missing: give 'proto' or 'descriptor'");
        if (config.Proto is { } name && !name.EndsWith(ProtoText.Ending, StringComparison.Ordinal))
            check.Report(config, nameof(config.Proto), $"'{name}' is no {ProtoText.Ending} file: a descriptor set goes by 'descriptor'");
        if (config.Each == ".")
            check.Report(config, nameof(config.Each), "'each: .' is for messages that are lists: name a repeated field");
    }

    private static bool IsMisread(ConfigCheck check, ProtobufDecoderConfig config) =>
        check.IsMisread(config, "proto", nameof(config.Proto)) || check.IsMisread(config, "descriptor", nameof(config.Descriptor));

    /// <inheritdoc />
    public DecoderContent Prepare(DecoderConfig config, byte[] file, Func<string, byte[]?> read) =>
        ((ProtobufDecoderConfig)config).Proto is { } name ? ProtoText.Compile(name, file, read) : new(file, null);

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
