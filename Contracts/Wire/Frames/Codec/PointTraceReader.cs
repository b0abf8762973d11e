using System.Text.Json;
using EventEdge.Contracts.Tracing;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>
/// Reads the traces of a frame. What is wrong with one is nobody's loss: it is passed over, and so are those beyond
/// <see cref="FrameLimits.Traces"/>.
/// </summary>
internal static class PointTraceReader
{
    /// <summary>The traces in the value under the reader, which stands on its end afterwards; null where it is no array.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static List<PointTrace>? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return null;
        }

        var traces = new List<PointTrace>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) json.Skip();
            else if (ReadOne(ref json) is { } trace && traces.Count < FrameLimits.Traces) traces.Add(trace);
        }

        return traces;
    }

    private static PointTrace? ReadOne(ref Utf8JsonReader json)
    {
        var (series, point) = (-1, -1);
        string? trace = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isSeries, isPoint, isTrace) = (
                json.ValueTextEquals("series"u8), json.ValueTextEquals("point"u8), json.ValueTextEquals("traceparent"u8));
            json.Read();
            if (isSeries) series = Place(json);
            else if (isPoint) point = Place(json);
            else if (isTrace && json.TokenType == JsonTokenType.String) trace = EventTrace.Read(json.ValueSpan);
            json.Skip();
        }

        return trace is not null && series >= 0 && point >= 0 ? new(series, point, trace) : null;
    }

    private static int Place(in Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var place) ? place : -1;
}
