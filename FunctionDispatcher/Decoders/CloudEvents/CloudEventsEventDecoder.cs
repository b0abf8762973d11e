using System.Text;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>
/// CloudEvents to fields, as the binding or the message says how it holds them. A batch is looked through before its first event: a
/// broken one gives none. A position is the number of an event.
/// </summary>
internal sealed class CloudEventsEventDecoder(CloudEventsDecoderConfig config, EventLayout layout, bool keepAll) : IEventDecoder
{
    private const string RequestTopics = OwnTopics.Request + "/";

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonEventDecoder.DepthLimit };

    private readonly JsonEventDecoder _json = new(layout, keepAll, config.PayloadLimit);
    private readonly CloudEventData _data = new(layout, keepAll, config.PayloadLimit);
    private readonly BinaryCloudEvent _binary = new(layout, keepAll, new(layout, keepAll, config.PayloadLimit));
    private readonly List<(int Start, int Length, CloudEventEnvelope Envelope)> _events = [];

    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        var isRequest = target.Topic.StartsWith(RequestTopics, StringComparison.Ordinal);
        var mode = config.Mode ?? (isRequest ? CloudEventsMode.Structured : ModeOf(target.Properties));
        if (mode == CloudEventsMode.Binary)
        {
            error = _binary.Read(payload, target);
            return error is null ? DecodeStep.Last : DecodeStep.Broken;
        }

        error = PayloadRules.Check(ref payload, config.PayloadLimit);
        if (error is null && position == 0) error = Open(payload, mode, isRequest);
        if (error is not null) return DecodeStep.Broken;
        if (position >= _events.Count) return DecodeStep.End;
        var (start, length, envelope) = _events[position++];
        if (envelope.Base64 is { } text) error = _data.Read(envelope.ContentType, text, target);
        if (error is not null || !_json.TryDecode(payload.Slice(start, length), target, out error)) return DecodeStep.Broken;
        return position < _events.Count ? DecodeStep.More : DecodeStep.Last;
    }

    // By what the sender says, and never by a look at the payload.
    private static CloudEventsMode ModeOf(MessageProperties properties)
    {
        if (properties.IsEmpty) return CloudEventsMode.Structured;
        if (properties.Find(MessagePropertyId.ContentType, out var type) && IsOfCloudEvents(type)) return CloudEventsMode.Structured;
        return properties.FindUser("specversion"u8, out _) ? CloudEventsMode.Binary : CloudEventsMode.Structured;
    }

    private static bool IsOfCloudEvents(ReadOnlySpan<byte> type)
    {
        var marker = "application/cloudevents"u8;
        return type.Length >= marker.Length && Ascii.EqualsIgnoreCase(type[..marker.Length], marker);
    }

    private string? Open(ReadOnlySpan<byte> payload, CloudEventsMode mode, bool isRequest)
    {
        _events.Clear();
        var reader = new Utf8JsonReader(payload, Strict);
        try
        {
            reader.Read();
            var error = mode == CloudEventsMode.Structured ? OpenOne(ref reader, isRequest) : OpenBatch(ref reader);
            if (error is null) reader.Read();
            return error;
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

    private string? OpenOne(ref Utf8JsonReader reader, bool isRequest)
    {
        if (reader.TokenType == JsonTokenType.StartArray) return "the message is a list of events: that is mode batch";
        return Add(ref reader, isRequest);
    }

    private string? OpenBatch(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return "the message is no list of events, as mode batch has it";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Add(ref reader, isRequest: false) is { } error) return $"event {_events.Count + 1}: {error}";
        }

        return null;
    }

    private string? Add(ref Utf8JsonReader reader, bool isRequest)
    {
        var start = (int)reader.TokenStartIndex;
        if (CloudEventEnvelope.Read(ref reader, isRequest, out var envelope) is { } error) return error;
        _events.Add((start, (int)reader.BytesConsumed - start, envelope));
        return null;
    }
}
