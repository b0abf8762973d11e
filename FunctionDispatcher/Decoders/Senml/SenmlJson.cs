using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>Packs in JSON.</summary>
internal static class SenmlJson
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonEventDecoder.DepthLimit };

    /// <summary>Reads a whole pack; says what is wrong, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> payload, SenmlPack pack, Utf8StringCache texts)
    {
        var reader = new Utf8JsonReader(payload, Strict);
        try
        {
            return ReadPack(ref reader, pack, texts);
        }
        catch (JsonException broken)
        {
            return JsonProblem.Describe(broken, payload);
        }
        catch (InvalidOperationException)
        {
            return $"text with half a surrogate pair at byte {reader.TokenStartIndex}";
        }
    }

    private static string? ReadPack(ref Utf8JsonReader reader, SenmlPack pack, Utf8StringCache texts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return "a SenML pack is a list of records";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            pack.Begin();
            if (reader.TokenType != JsonTokenType.StartObject) return pack.Problem("is no object");
            if (ReadRecord(ref reader, pack, texts) is { } error) return error;
        }

        reader.Read();
        return null;
    }

    private static string? ReadRecord(ref Utf8JsonReader reader, SenmlPack pack, Utf8StringCache texts)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var label = reader.ValueIsEscaped ? SenmlLabels.OfJson(Unescape(ref reader)) : SenmlLabels.OfJson(reader.ValueSpan);
            reader.Read();
            if (label == SenmlLabel.Other)
            {
                reader.Skip();
                continue;
            }

            if (pack.Set(label, ValueOf(ref reader, texts)) is { } error) return error;
        }

        return pack.End();
    }

    private static ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        var name = new byte[reader.ValueSpan.Length];
        return name.AsSpan(0, reader.CopyString(name));
    }

    private static FieldValue ValueOf(ref Utf8JsonReader reader, Utf8StringCache texts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number: return WholeNumber.TryRead(ref reader, out var number) ? number : FieldValue.Missing;
            case JsonTokenType.True or JsonTokenType.False: return FieldValue.Of(reader.TokenType == JsonTokenType.True);
            case JsonTokenType.String: return FieldValue.Of(texts.Get(ref reader));
            default: return FieldValue.Missing;
        }
    }
}
