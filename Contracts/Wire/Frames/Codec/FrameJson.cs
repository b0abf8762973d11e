using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Frames.Codec;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DeliveryClassJsonConverter), typeof(FieldValueJsonConverter)])]
[JsonSerializable(typeof(MeasurementFrame))]
internal sealed partial class FrameJson : JsonSerializerContext;

internal sealed class DeliveryClassJsonConverter() : JsonStringEnumConverter<DeliveryClass>(JsonNamingPolicy.SnakeCaseLower, false);

internal sealed class FieldValueJsonConverter : JsonConverter<FieldValue>
{
    public override bool HandleNull => true;

    public override FieldValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number =>
            WholeNumber.TryRead(ref reader, out var number) ? number : throw new JsonException("a number is beyond the range of a double"),
        JsonTokenType.True => FieldValue.Of(true),
        JsonTokenType.False => FieldValue.Of(false),
        JsonTokenType.String => FieldValue.Of(reader.GetString()),
        JsonTokenType.Null => FieldValue.Null,
        _ => throw new JsonException("a field value must be a number, a boolean, a text or null"),
    };

    public override void Write(Utf8JsonWriter writer, FieldValue value, JsonSerializerOptions options)
    {
        // JSON has no word for NaN and infinity, and neither has a store.
        if (value.IsNumber && double.IsFinite(value.AsNumber)) writer.WriteNumberValue(value);
        else if (value.Kind == FieldKind.Boolean) writer.WriteBooleanValue(value.AsBoolean);
        else if (value.Kind == FieldKind.Text) writer.WriteStringValue(value.AsText);
        else writer.WriteNullValue();
    }
}
