using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>One message of Protocol Buffers, as a <c>.proto</c> file or a descriptor set has it; nested fields by <c>a.b</c>.</summary>
public sealed record ProtobufDecoderConfig : DecoderConfig
{
    /// <summary>A <c>.proto</c> file, relative to the bindings file, at most 256 KiB; what it imports is looked for in its folder. Default:
    /// none, <c>descriptor</c> has to be given.</summary>
    [Form(@"[^\x00-\x1f]+", 4096)]
    public string? Proto { get; init; }

    /// <summary>A descriptor set, as <c>protoc --include_imports --descriptor_set_out=FILE</c> writes it, relative to the bindings file;
    /// at most 256 KiB. Default: none, <c>proto</c> has to be given.</summary>
    [Form(@"[^\x00-\x1f]+", 4096)]
    public string? Descriptor { get; init; }

    /// <summary>The full name of the message, such as <c>plant.Reading</c>. Required.</summary>
    [Form("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*", 256)]
    public required string Message { get; init; }

    /// <summary>The repeated message whose elements are the events, by its path. The fields beside it are kept. Default: the message is
    /// one event.</summary>
    [Form(EachPath.Form, 256)]
    public string? Each { get; init; }

    /// <inheritdoc />
    public override string Name => "protobuf";

    /// <inheritdoc />
    public override string? File => Proto ?? Descriptor;
}
