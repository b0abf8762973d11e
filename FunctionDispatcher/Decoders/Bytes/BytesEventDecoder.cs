using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>
/// A binary payload to fields by their places. A payload of records gives an event each; its position is a place in the bytes. They may
/// stand as text in the message or in a field of a JSON message, whose other fields every event then has too.
/// </summary>
internal sealed class BytesEventDecoder : IEventDecoder
{
    private readonly BytesDecoderConfig _config;
    private readonly BytesField[] _fields;
    private readonly bool[] _isCapture;
    private readonly int _end;
    private readonly JsonEventDecoder? _json;
    private readonly int _textSlot = -1;
    private readonly OuterFields _outer;
    private readonly Func<EdgeEvent, bool>? _when;
    private bool _isIgnored;
    private byte[] _bytes = [];
    private int _count;

    /// <param name="config">The layout.</param>
    /// <param name="layout">The binding's layout; every field gets its slot.</param>
    /// <param name="keepAll">Whether every other field of a JSON message is kept.</param>
    public BytesEventDecoder(BytesDecoderConfig config, EventLayout layout, bool keepAll)
    {
        _config = config;
        _fields = [.. config.Layout.Select(f => new BytesField(f.Key, layout.SlotOf(f.Key), f.Value, config))];
        _isCapture = new bool[_fields.Length];
        _end = _fields.Length == 0 ? 0 : _fields.Max(f => f.End);
        _outer = new(layout);
        if (config.In is null) return;
        _textSlot = layout.SlotOf(config.In);
        _when = SelectingDecoder.Compile(config, layout);
        _json = new(layout, keepAll, config.PayloadLimit);
    }

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        for (var i = 0; i < _fields.Length; i++) _isCapture[i] = target.At(_fields[i].Slot).Kind != FieldKind.Missing;
        error = position == 0 ? Open(payload, target) : null;
        if (error is not null) return DecodeStep.Broken;
        if (_isIgnored) return DecodeStep.End;
        var bytes = IsPayload ? payload : _bytes.AsSpan(0, _count);
        if (_json is not null && position > 0) _outer.Restore(target);
        if (bytes.IsEmpty) return DecodeStep.Last;
        if (position == 0) position = _config.Header;
        if (position >= bytes.Length) return DecodeStep.End;
        var record = _config.Record is { } length ? bytes.Slice(position, length) : bytes;
        error = ReadFields(record, position, target);
        position += record.Length;
        return error is not null ? DecodeStep.Broken : position < bytes.Length ? DecodeStep.More : DecodeStep.Last;
    }

    private bool IsPayload => _json is null && _config.From is null or BytesSource.Binary;

    private string? Open(ReadOnlySpan<byte> payload, EdgeEvent target)
    {
        _isIgnored = false;
        if (payload.IsEmpty && IsPayload && _config.MinLength == 0) return null;
        if (PayloadRules.CheckSize(payload, _config.PayloadLimit) is { } unfit) return unfit;
        if (IsPayload) return CheckLength(payload.Length);
        var error = _json is null ? Convert(payload.Trim(" \t\r\n"u8)) : OpenJson(payload, target);
        return error ?? (_isIgnored ? null : CheckLength(_count));
    }

    private string? OpenJson(ReadOnlySpan<byte> payload, EdgeEvent target)
    {
        if (!_json!.TryDecode(payload, target, out var error)) return error;
        _isIgnored = _when is not null && !_when(target);
        _count = 0;
        if (_isIgnored) return null;
        _outer.Take(target);
        // Network servers leave an empty payload out.
        if (_config.MinLength == 0 && !target.At(_textSlot).Exists) return null;
        if (target.At(_textSlot).AsText is not { } text) return $"no text in '{_config.In}' that holds the bytes";
        return Convert(Encoding.UTF8.GetBytes(text)) is { } wrong ? $"'{_config.In}': {wrong}" : null;
    }

    private string? Convert(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length < text.Length) _bytes = new byte[text.Length];
        return _config.From == BytesSource.Hex
            ? BytesText.ReadHex(text, _bytes, out _count)
            : BytesText.ReadBase64(text, _bytes, out _count);
    }

    private string? CheckLength(int length)
    {
        if (length == 0) return _config.MinLength == 0 ? null : "there are no bytes";
        if (_config.Length is { } exact) return length == exact ? null : $"{length} bytes, not the {exact} of 'length'";
        if (_config.MinLength is { } least) return length >= least ? null : $"{length} bytes, less than the {least} of 'min_length'";
        if (_config.Record is not { } record) return length == _end ? null : $"{length} bytes, not the {_end} that the layout has";
        if (length >= _config.Header && (length - _config.Header) % record == 0) return null;
        return $"{length} bytes are not a header of {_config.Header} and whole records of {record}";
    }

    private string? ReadFields(ReadOnlySpan<byte> record, int place, EdgeEvent target)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            var field = _fields[i];
            if (_isCapture[i] || field.End > record.Length) continue;
            if (field.Read(record, out var value) is { } error)
                return $"'{field.Name}', which ends at byte {(_config.Record is null ? 0 : place) + field.End}: {error}";
            target.Set(field.Slot, value);
        }

        return null;
    }
}
