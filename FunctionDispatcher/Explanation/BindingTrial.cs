using System.Runtime.InteropServices;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation.Stages;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Explanation;

/// <summary>
/// A binding read by itself, beside the one at work: the same decoder, fields, condition and times on a layout of their own, which takes
/// every field there is. It counts nothing, remembers nothing and calls no function that could do something.
/// </summary>
internal sealed class BindingTrial
{
    /// <summary>Most events of a message that are explained.</summary>
    public const int EventLimit = 5;

    private readonly EventLayout _layout = new();
    private readonly EventReader _reader;
    private readonly MessageEvents _events;
    private readonly bool _remembers;

    /// <summary>Reads a binding.</summary>
    /// <exception cref="ArgumentException">It cannot be built: no node has it in force.</exception>
    public BindingTrial(BindingConfig declared, EventEdgeComponents components)
    {
        Binding = TriggerRoute.Complete(declared);
        var captures = Binding.Trigger.Captures.Select(_layout.SlotOf).ToArray();
        if (Binding.Where is { } text)
        {
            if (!WhereExpression.TryParse(text, Binding.TextFields, out var where, out var error))
                throw new ArgumentException($"where: {error.Message}", nameof(declared));
            Where = where;
        }

        Function = new(Binding, components, _layout);
        var bare = components.Decoders.Find(Binding.DecoderName) is { } known
            ? known.Create(Binding.Decode, _layout, keepsAll: true)
            : throw new ArgumentException($"there is no decoder '{Binding.DecoderName}'", nameof(declared));
        _remembers = bare is IStatefulEventDecoder;
        var lookups = LookupFactory.Create(Binding, _layout, components.Lookups, Path.GetFullPath);
        var fields = EventFields.Of(Binding, _layout, lookups, isTrimmed: false);
        var decoder = SelectingDecoder.Wrap(UnpackingDecoder.Wrap(bare, Binding.Decode), Binding.Decode, _layout);
        _reader = new(Binding, _layout, captures, decoder, fields, Where?.Compile(_layout),
            MessageFieldReader.Of(Binding, _layout, isTrimmed: false));
        _events = new(_reader, _layout, Binding.Limits.Events, isResult: Binding.Trigger.Upstream is not null);
    }

    /// <summary>The binding as it runs.</summary>
    public BindingConfig Binding { get; }

    /// <summary>Its condition; null where it takes every event.</summary>
    public WhereExpression? Where { get; }

    /// <summary>Its function on trial.</summary>
    public FunctionTrial Function { get; }

    /// <summary>Takes a message through the stages.</summary>
    public IReadOnlyList<ExplainedStage> Run(TriedMessage message, IReadOnlyList<string> captured, LiveBinding? live)
    {
        var decoded = Decode(message, captured, out var read);
        var stages = new List<ExplainedStage> { decoded };
        foreach (var one in read.Take(EventLimit))
        {
            var place = read.Count > 1 ? one.Event.Index : (int?)null;
            stages.AddRange(StagesOf(one, live).Select(stage => stage with { Event = place }));
        }

        return stages;
    }

    /// <summary>Decodes a message and reads its events as far as they come.</summary>
    public IReadOnlyList<ReadEvent> Read(TriedMessage message, IReadOnlyList<string> captured)
    {
        Decode(message, captured, out var read);
        return read;
    }

    private ExplainedStage Decode(TriedMessage message, IReadOnlyList<string> captured, out IReadOnlyList<ReadEvent> read)
    {
        RecordedTime recorded = default;
        recorded.Observe(message.ReceivedAt);
        var inbound = new InboundMessage(message.Topic, message.Payload, message.ReceivedAt, 0)
        {
            Properties = message.Properties, Qos = (byte)message.Qos, Retain = message.Retain,
        };
        _events.Begin(inbound, captured, recorded);
        var decoded = _events.Decode(inbound, captured, recorded);
        read = [];
        if (!decoded.IsPassed) return DecodedWords.Refused(Binding.DecoderName, decoded, message.Payload.Span, _remembers);
        var events = Enumerable.Range(0, _events.Count).Select(index => _events[index]).ToList();
        var stage = DecodedWords.Of(Binding.DecoderName, events, captured);
        read = [.. events.Take(EventLimit).Select(input => new ReadEvent(input, input.Detach(), _reader.Read(input, recorded)))];
        return stage;
    }

    private IEnumerable<ExplainedStage> StagesOf(ReadEvent one, LiveBinding? live)
    {
        var input = one.Event;
        if (_reader.Has(Stage.Fields))
        {
            yield return one.Result.Stage == Stage.Fields ? FieldWords.Refused(one.Result) : FieldWords.Of(Binding, one.Decoded, input);
            if (one.Result.Stage == Stage.Fields) yield break;
        }

        if (_reader.Has(Stage.Lookup))
        {
            yield return one.Result.Stage == Stage.Lookup ? LookupWords.Refused(one.Result) : LookupWords.Of(Binding, input);
            if (one.Result.Stage == Stage.Lookup) yield break;
        }

        if (Where is not null)
        {
            yield return FilterWords.Of(Where, input, one.Result.Stage == Stage.Filter);
            if (one.Result.Stage == Stage.Filter) yield break;
        }

        if (Binding.EventId is not null)
        {
            var stage = FilterWords.OfDuplicate(Binding.EventId, input, live);
            yield return stage;
            if (!stage.IsPassed) yield break;
        }

        yield return TimeWords.Of(Binding, input, one.Result);
        if (!one.Result.IsPassed) yield break;
        foreach (var stage in ResultWords.Of(Binding, Function, input, live)) yield return stage;
    }
}

/// <summary>An event as it was read on trial.</summary>
/// <param name="Event">With its fields as declared.</param>
/// <param name="Decoded">As it was decoded.</param>
/// <param name="Result">How far it came: fields, filter and event time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadEvent(EdgeEvent Event, EdgeEvent Decoded, StageResult Result);
