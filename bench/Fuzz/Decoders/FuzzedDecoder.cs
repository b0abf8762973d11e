using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;

namespace EventEdge.Fuzz.Decoders;

/// <summary>One decoder as a binding has it, watched while it reads.</summary>
internal sealed class FuzzedDecoder
{
    /// <summary>Most events of a message: more than a binding takes.</summary>
    private const int EventLimit = 150_000;

    private const int ErrorLimit = 1000;

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EventLayout _layout = new();
    private readonly IEventDecoder _decoder;
    private readonly EdgeEvent _event;
    private readonly int _capture;

    public FuzzedDecoder(DecoderSubject subject, bool keepsAll)
    {
        _capture = _layout.SlotOf("device");
        foreach (var name in (ReadOnlySpan<string>)["temperature", "value", "a.b", "index", "time", "outer.t"]) _layout.SlotOf(name);
        var bare = subject.Decoder.Create(subject.Config, _layout, keepsAll);
        IsStateful = bare is IStatefulEventDecoder;
        _decoder = UnpackingDecoder.Wrap(bare, subject.Config);
        _event = new(_layout);
    }

    /// <summary>Whether a message means to it what earlier ones said.</summary>
    public bool IsStateful { get; }

    /// <summary>Fields it knows by now.</summary>
    public int Slots => _layout.Count;

    /// <summary>Reads a payload to its end.</summary>
    public DecodedPayload Read(byte[] payload, string topic)
    {
        var (position, events, hash, allocated) = (0, 0, 0L, 0L);
        while (true)
        {
            Prepare(payload, topic);
            var (before, start) = (position, GC.GetAllocatedBytesForCurrentThread());
            var step = _decoder.Read(payload, ref position, _event, out var error);
            allocated += GC.GetAllocatedBytesForCurrentThread() - start;
            if (Fault(step, error, before, position, events) is { } fault) return new(events, hash, error, allocated, fault);
            if (step is DecodeStep.More or DecodeStep.Last) (events, hash) = (events + 1, (hash * 31) + HashOf(_event));
            if (step != DecodeStep.More) return new(events, hash, error, allocated, null);
        }
    }

    private void Prepare(byte[] payload, string topic)
    {
        _event.Clear();
        (_event.Topic, _event.Payload, _event.Time, _event.ReceivedAt) = (topic, payload, Noon, Noon);
        _event.Set(_capture, FieldValue.Of("captured"));
    }

    private string? Fault(DecodeStep step, string? error, int before, int position, int events)
    {
        if ((step == DecodeStep.Broken) != (error is not null)) return $"{step} with the error '{error}'";
        if (error is { Length: 0 or > ErrorLimit } || error?.Any(char.IsControl) == true)
            return $"an error of {error!.Length} characters is no sentence: {VisibleText.Of(error)}";
        if (step == DecodeStep.More && position <= before) return $"the position stays at {before}";
        if (events > EventLimit) return $"more than {EventLimit} events";
        if (step is DecodeStep.More or DecodeStep.Last && _event.At(_capture).AsText != "captured") return "a capture was written over";
        return null;
    }

    // The order of fields is that in which names were first seen, and so of no matter.
    private static long HashOf(EdgeEvent read)
    {
        var hash = 17L;
        foreach (var (name, value) in read.Fields) hash += (name.GetHashCode(StringComparison.Ordinal) * 31L) ^ value.GetHashCode();
        return hash;
    }
}

/// <summary>What a payload gave.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Hash">A hash of them.</param>
/// <param name="Error">Why no more; null when it was read to its end.</param>
/// <param name="Allocated">Memory that the decoder took, in bytes.</param>
/// <param name="Fault">What it must never do; null when it did not.</param>
internal sealed record DecodedPayload(int Events, long Hash, string? Error, long Allocated, string? Fault)
{
    /// <summary>Whether another reading gave the same.</summary>
    public bool IsSame(DecodedPayload other) => Events == other.Events && Hash == other.Hash && Error == other.Error;
}
