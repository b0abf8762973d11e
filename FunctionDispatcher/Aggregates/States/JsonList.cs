using System.Text;
using System.Text.Json;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>Several values as one text: a JSON list.</summary>
internal static class JsonList
{
    /// <summary>Longest list, in characters of its texts; what comes after is left off.</summary>
    public const int LengthLimit = 65_536;

    public static string Of(IEnumerable<FieldValue> values)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            var length = 0;
            foreach (var value in values)
            {
                length += value.AsText?.Length ?? 24;
                if (length > LengthLimit) break;
                Write(writer, value);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter writer, FieldValue value)
    {
        if (value.Kind == FieldKind.Text) writer.WriteStringValue(value.AsText);
        else if (value.Kind == FieldKind.Boolean) writer.WriteBooleanValue(value.AsBoolean);
        else if (double.IsFinite(value.AsNumber)) writer.WriteRawValue(value.ToString());
        else writer.WriteNullValue();
    }
}
