using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>Copies of the payload at hand, made when they are asked for: one, however many of its events are kept.</summary>
internal sealed class PayloadCopy
{
    private byte[]? _whole;
    private byte[]? _head;

    /// <summary>Another payload is at hand.</summary>
    public void Forget() => _whole = _head = null;

    /// <summary>All of it.</summary>
    public byte[] Of(EdgeEvent input) => _whole ??= input.Payload.ToArray();

    /// <summary>What a dead letter keeps of it, so that a flood of large ones leaves no large arrays behind.</summary>
    public byte[] HeadOf(EdgeEvent input) =>
        _whole ?? (_head ??= input.Payload[..Math.Min(input.Payload.Length, DeadLetter.PayloadLimit)].ToArray());
}
