using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>What a binding's decoder asks senders for, on its way out of the dispatcher: with what the same step leads to.</summary>
/// <param name="decoder">The decoder; null where it never asks.</param>
/// <param name="output">Where to.</param>
/// <param name="binding">The binding's name.</param>
internal sealed class DecoderRequests(IAskingDecoder? decoder, IDispatchOutput output, string binding)
{
    /// <summary>When recorded time alone would make it ask; null where it waits for nothing.</summary>
    public DateTimeOffset? NextDeadline => decoder?.NextDeadline;

    /// <summary>The earlier of when it would ask and another time.</summary>
    public DateTimeOffset? Earlier(DateTimeOffset? other) => NextDeadline is { } own && !(other < own) ? own : other;

    /// <summary>Recorded time has come so far without a message.</summary>
    public void Advance(DateTimeOffset now) => decoder?.Advance(now);

    /// <summary>Hands over what is to be asked; with <paramref name="isReplayed"/> it was asked before the crash and is dropped.</summary>
    public void HandOver(bool isReplayed)
    {
        if (decoder is null) return;
        foreach (var (topic, payload) in decoder.TakeRequests())
        {
            if (!isReplayed) output.Request(new(topic, payload, binding));
        }
    }
}
