using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>
/// Messages of a self-describing binary format: one event, or one for each element of a list, with the fields beside the list. The whole
/// message is looked through before its first event, so that it is read whole or not at all. A position is a place in the bytes.
/// </summary>
internal sealed class ItemEventDecoder<TFormat> : IEventDecoder
    where TFormat : IItemFormat
{
    private readonly PayloadFields _fields;
    private readonly ItemWalker<TFormat> _walker;
    private readonly byte[][]? _each;
    private readonly int _payloadLimit;
    private int _list;
    private int _count;
    private int _index;

    private ItemEventDecoder(EventLayout layout, bool keepAll, string? each, int payloadLimit)
    {
        _payloadLimit = payloadLimit;
        _fields = new(layout, keepAll);
        _walker = new(_fields);
        _each = each is null ? null : EachPath.Parse(each);
    }

    /// <summary>A decoder for a binding.</summary>
    /// <param name="layout">The binding's layout.</param>
    /// <param name="keepAll">Whether fields get slots as they appear.</param>
    /// <param name="each">The list of events, as <see cref="EachPath"/> has it; null where the message is one event.</param>
    /// <param name="payloadLimit">Largest payload read, in bytes.</param>
    public static IEventDecoder Of(EventLayout layout, bool keepAll, string? each, int payloadLimit)
    {
        var decoder = new ItemEventDecoder<TFormat>(layout, keepAll, each, payloadLimit);
        return each is null ? new OneEventDecoder(decoder) : decoder;
    }

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        _fields.Begin(target);
        if (position == 0)
        {
            error = PayloadRules.CheckSize(payload, _payloadLimit) ?? (_each is null ? ReadOne(payload) : ReadOuter(payload, ref position));
            if (error is not null || _each is null) return error is null ? DecodeStep.Last : DecodeStep.Broken;
            if (IsAtEnd(payload, position)) return DecodeStep.End;
        }
        else _fields.RestoreOuter();

        error = ReadElement(payload, ref position);
        return error is not null ? DecodeStep.Broken : IsAtEnd(payload, position) ? DecodeStep.Last : DecodeStep.More;
    }

    private static string? CheckTrailing(ReadOnlySpan<byte> payload, int position) =>
        position == payload.Length ? null : $"{payload.Length - position} bytes behind the message, at byte {position}";

    private string? ReadOne(ReadOnlySpan<byte> payload)
    {
        var position = 0;
        var error = ItemWalker<TFormat>.Next(payload, ref position, out var item);
        if (error is not null) return error;
        error = item.Kind switch
        {
            ItemKind.Map => _walker.ReadMap(_fields.Root, payload, ref position, item, 1),
            ItemKind.Array => "the message is a list: 'each: .' makes an event of each element",
            _ => _walker.ReadValue(_fields.Find(_fields.Root, "value"u8), payload, ref position, item, 0),
        };
        return error ?? CheckTrailing(payload, position);
    }

    private string? ReadOuter(ReadOnlySpan<byte> payload, ref int position)
    {
        (_list, _index) = (-1, 0);
        _fields.BeginOuter();
        var end = 0;
        var error = Locate(_fields.Root, payload, ref end, 0) ?? CheckTrailing(payload, end);
        _fields.EndOuter();
        if (error is null && _list < 0) error = "the message has not the list of 'each'";
        if (error is null) position = _list;
        return error;
    }

    // Follows the path of the list; what stands beside it becomes fields of every event.
    private string? Locate(FieldNode? node, ReadOnlySpan<byte> payload, ref int position, int level)
    {
        var start = position;
        if (ItemWalker<TFormat>.Next(payload, ref position, out var item) is { } error) return error;
        if (level == _each!.Length)
        {
            if (item.Kind != ItemKind.Array) return $"no list at byte {start}, where 'each' leads";
            if (_list >= 0) return $"a second list at byte {start}, where 'each' leads";
            (_list, _count) = (position, item.Count);
            return ItemWalker<TFormat>.SkipInside(payload, ref position, item, level);
        }

        if (item.Kind != ItemKind.Map) return $"no map at byte {start}, on the way of 'each'";
        return LocateIn(node, payload, ref position, item, level);
    }

    private string? LocateIn(FieldNode? node, ReadOnlySpan<byte> payload, ref int position, in Item map, int level)
    {
        Span<byte> digits = stackalloc byte[24];
        for (var i = 0; map.Count < 0 || i < map.Count; i++)
        {
            var error = ItemWalker<TFormat>.ReadName(payload, ref position, digits, out var name, out var isEnd);
            if (error is not null) return error;
            if (isEnd) return map.Count < 0 ? null : $"not {TFormat.Title} at byte {position - 1}: an end where a name should be";
            var field = node is null ? null : _fields.Find(node, name);
            if (name.SequenceEqual(_each![level])) error = Locate(field, payload, ref position, level + 1);
            else
            {
                error = ItemWalker<TFormat>.Next(payload, ref position, out var value);
                error ??= _walker.ReadValue(field, payload, ref position, value, level + 1);
            }

            if (error is not null) return error;
        }

        return null;
    }

    private string? ReadElement(ReadOnlySpan<byte> payload, ref int position)
    {
        var index = _index++;
        if (ItemWalker<TFormat>.Next(payload, ref position, out var item) is { } error) return error;
        if (item.Kind == ItemKind.Map) return _walker.ReadMap(_fields.Root, payload, ref position, item, 1);
        if (item.Kind == ItemKind.Array) return _walker.ReadArray(_fields.Root, payload, ref position, item, 1);
        if (_fields.Find(_fields.Root, "index"u8) is { } place) _fields.Set(place, FieldValue.Of((long)index));
        return _walker.ReadValue(_fields.Find(_fields.Root, "value"u8), payload, ref position, item, 0);
    }

    private bool IsAtEnd(ReadOnlySpan<byte> payload, int position)
    {
        if (_count >= 0) return _index == _count;
        return ItemWalker<TFormat>.Next(payload, ref position, out var item) is null && item.Kind == ItemKind.End;
    }
}
