using System.Collections.Concurrent;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Reads messages with a decoder just as a binding would that declares it: what is inferred of them is what will come
/// out.</summary>
internal sealed class MessageReader
{
    private const int EventLimit = 10_000;

    // Every topic is tried on the same few decoders.
    private const int KnownLimit = 1000;

    private static readonly ConcurrentDictionary<string, DecoderConfig> Known = new(StringComparer.Ordinal);

    private readonly IEventDecoder _decoder;
    private readonly EventLayout _layout = new();

    private MessageReader(IDecoder decoder, DecoderConfig? config)
    {
        // An element's number is a field where somebody names it.
        _layout.SlotOf("index");
        _decoder = UnpackingDecoder.Wrap(decoder.Create(config, _layout, keepsAll: true), config);
    }

    /// <summary>A reader.</summary>
    /// <param name="decode">What a binding would say under <c>decode</c>; null for the default.</param>
    /// <exception cref="ArgumentException">It is no decoder.</exception>
    public static MessageReader Of(object? decode)
    {
        var written = FlowText.Of(decode ?? "json");
        if (!Known.TryGetValue(written, out var config))
        {
            config = ConfigOf(written);
            if (Known.Count >= KnownLimit) Known.Clear();
            Known[written] = config;
        }

        return new(EventEdgeComponents.Default.Decoders.Find(config.Name)!, config);
    }

    private static DecoderConfig ConfigOf(string decode)
    {
        var text = $"bindings: [{{ name: a, trigger: {{ mqtt: a }}, decode: {decode}, function: {{ builtin: pass }} }}]";
        var result = BindingsFile.Parse(text, "decode", EventEdgeComponents.Default);
        return result.Config?.Bindings[0].Decode ?? throw new ArgumentException(result.Problems[0].Message, nameof(decode));
    }

    /// <summary>The events of a message, in their order; null, with the reason, where it is broken.</summary>
    public IReadOnlyList<EdgeEvent>? Read(SeenMessage message, out string? error)
    {
        var events = new List<EdgeEvent>();
        var position = 0;
        while (events.Count < EventLimit)
        {
            var target = new EdgeEvent(_layout)
            {
                Topic = message.Topic, ReceivedAt = message.ReceivedAt, Time = message.ReceivedAt, Payload = message.Payload,
                Index = events.Count,
            };
            switch (_decoder.Read(message.Payload.Span, ref position, target, out error))
            {
                case DecodeStep.Broken: return null;
                case DecodeStep.End: return events;
                case DecodeStep.Last:
                    events.Add(target);
                    return events;
                default:
                    events.Add(target);
                    break;
            }
        }

        error = $"the message holds more than {EventLimit} events";
        return null;
    }
}
