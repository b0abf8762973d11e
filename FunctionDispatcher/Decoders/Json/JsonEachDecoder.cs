using System.Text.Json;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>
/// An event for each element of an array, with the fields around it. The whole message is looked through before its first event. A position
/// is an element's number.
/// </summary>
internal sealed class JsonEachDecoder : IEventDecoder
{
    private const string IndexName = "index";

    private readonly JsonFieldReader _fields;
    private readonly JsonReading _reading = new();
    private readonly JsonElementIndex _index;
    private readonly JsonOuterFields _outer;
    private readonly JsonStep _look;
    private readonly JsonStep _readElement;
    private readonly int _payloadLimit;
    private readonly bool _numbersAll;
    private int _number;

    /// <param name="layout">The binding's layout.</param>
    /// <param name="keepAll">Whether fields get slots as they appear.</param>
    /// <param name="each">The elements, as <see cref="JsonEachPath"/> has it.</param>
    /// <param name="payloadLimit">Largest payload read, in bytes.</param>
    public JsonEachDecoder(EventLayout layout, bool keepAll, string each, int payloadLimit)
    {
        var path = new JsonEachPath(each);
        _fields = new(layout, keepAll);
        _index = new(path);
        _outer = new(layout, keepAll, _fields, path, _index);
        _look = Look;
        _readElement = ReadElement;
        _payloadLimit = payloadLimit;
        // Elements that have names get a number only where somebody asks for it.
        _numbersAll = layout.Find(IndexName) >= 0;
    }

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = PayloadRules.Check(ref payload, position, _payloadLimit) ?? (position == 0 ? Open(payload, target) : null);
        if (error is not null) return DecodeStep.Broken;
        if (position >= _index.Count) return DecodeStep.End;
        var text = _reading.TextOf(payload);
        var element = _index[position++];
        error = _outer.Enter(text, element.Parent) ?? ReadElement(text, element, target);
        if (error is not null) return DecodeStep.Broken;
        _outer.Fill(element.Parent, target);
        return position < _index.Count ? DecodeStep.More : DecodeStep.Last;
    }

    private string? Open(ReadOnlySpan<byte> payload, EdgeEvent target)
    {
        _outer.Begin();
        return _reading.Run(payload, target, _look);
    }

    private string? Look(ref Utf8JsonReader reader, EdgeEvent target)
    {
        var error = _index.Read(ref reader);
        target.PassedOver = _index.PassedOver;
        return error;
    }

    private string? ReadElement(ReadOnlySpan<byte> text, in JsonElementPlace element, EdgeEvent target)
    {
        _fields.Begin();
        _fields.Offset = element.Start;
        _number = element.Index;
        return JsonReading.RunPart(text.Slice(element.Start, element.Length), target, _readElement);
    }

    private string? ReadElement(ref Utf8JsonReader reader, EdgeEvent target)
    {
        var (isNamed, error) = (true, (string?)null);
        if (reader.TokenType == JsonTokenType.StartObject) error = _fields.ReadObject(ref reader, _fields.Root, target);
        else if (reader.TokenType == JsonTokenType.StartArray) error = _fields.ReadArray(ref reader, _fields.Root, target);
        else (isNamed, error) = (false, _fields.ReadValue(ref reader, _fields.FindName("value"u8), target));
        if (!isNamed || _numbersAll) _fields.Add("index"u8, FieldValue.Of((long)_number), target);
        return error;
    }
}
