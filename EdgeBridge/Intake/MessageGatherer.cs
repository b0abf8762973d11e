using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.Intake;

/// <summary>
/// Messages on the last step to the dispatcher: one by one where it works alone, many at once where it has workers. Payloads are copied, so
/// that what they were read from may be used again. One caller at a time.
/// </summary>
internal sealed class MessageGatherer(Dispatcher dispatcher)
{
    private const int AloneLimit = 256;
    private const int SharedLimit = 1024;
    private const int ArenaBytes = 1 << 20;

    private readonly InboundMessage[] _messages = dispatcher.HasWorkers ? new InboundMessage[SharedLimit] : [];
    private readonly byte[] _arena = dispatcher.HasWorkers ? new byte[ArenaBytes] : [];
    private int _count;
    private int _used;

    /// <summary>Most messages that are worth taking in one turn of the loop.</summary>
    public int BatchLimit => dispatcher.HasWorkers ? SharedLimit : AloneLimit;

    /// <summary>Hands a message to the dispatcher, now or with the next <see cref="Flush"/>.</summary>
    public void Take(in InboundMessage message)
    {
        if (!dispatcher.HasWorkers)
        {
            dispatcher.Dispatch(message);
            return;
        }

        var length = message.Payload.Length;
        if (_count == _messages.Length || _used + length > _arena.Length) Flush();
        if (length > _arena.Length)
        {
            dispatcher.Dispatch(message);
            return;
        }

        message.Payload.CopyTo(_arena.AsMemory(_used));
        _messages[_count++] = message with { Payload = _arena.AsMemory(_used, length) };
        _used += length;
    }

    /// <summary>Hands over what was gathered. Whatever comes next and is no message has to wait for it.</summary>
    public void Flush()
    {
        if (_count == 0) return;
        // Taken out first: what fails is not handed over again.
        var gathered = _messages.AsMemory(0, _count);
        (_count, _used) = (0, 0);
        dispatcher.DispatchAll(gathered);
        gathered.Span.Clear();
    }
}
