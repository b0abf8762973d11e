using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>
/// A message of Protocol Buffers to events. It is looked through whole before its first event: a broken one gives none. A position is the
/// number of an element.
/// </summary>
internal sealed class ProtobufEventDecoder : IEventDecoder
{
    private readonly int _payloadLimit;
    private readonly PayloadFields _fields;
    private readonly ProtobufWalker _walker;
    private readonly ProtobufPlan? _plan;
    private readonly string? _obstacle;

    public ProtobufEventDecoder(ProtobufDecoderConfig config, EventLayout layout, bool keepAll)
    {
        _payloadLimit = config.PayloadLimit;
        _fields = new(layout, keepAll);
        _obstacle = ProtobufPlan.Of(config, out _plan);
        _walker = new(_fields, _plan?.Each);
    }

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = _obstacle;
        if (error is not null) return DecodeStep.Broken;
        _fields.Begin(target);
        if (position == 0)
        {
            error = Open(payload);
            if (error is not null) return DecodeStep.Broken;
            if (_plan!.Each is null) return DecodeStep.Last;
        }
        else _fields.RestoreOuter();

        if (position >= _walker.Elements.Count) return DecodeStep.End;
        var (start, length) = _walker.Elements[position++];
        error = _walker.Read(_plan!.Each![^1].Message!, _fields.Root, payload.Slice(start, length), start);
        return error is not null ? DecodeStep.Broken : position < _walker.Elements.Count ? DecodeStep.More : DecodeStep.Last;
    }

    // A message of no bytes is one whose fields are all zero.
    private string? Open(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _payloadLimit) return $"the payload has {payload.Length} bytes, {_payloadLimit} are allowed";
        _walker.Elements.Clear();
        if (_plan!.Each is null) return _walker.Read(_plan.Message, _fields.Root, payload, 0);
        _fields.BeginOuter();
        var error = _walker.Read(_plan.Message, _fields.Root, payload, 0, level: 0);
        _fields.EndOuter();
        return error;
    }
}
