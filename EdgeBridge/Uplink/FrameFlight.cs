using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>
/// Frames sent and not yet confirmed, in order for each class. A frame confirmed before an older one of its class waits for it, so that
/// an acknowledgement always means everything before it as well.
/// </summary>
internal sealed class FrameFlight(IOutboxReader outbox, Action<BuiltFrame> confirmed)
{
    private readonly Queue<(BuiltFrame Built, Task Sending)>[] _queues = [.. BusNames.Classes.Select(_ => new Queue<(BuiltFrame, Task)>())];

    /// <summary>Frames in flight.</summary>
    public int Count => _queues.Sum(queue => queue.Count);

    public void Add(BuiltFrame built, Task sending) => _queues[(int)built.Frame.Class].Enqueue((built, sending));

    /// <summary>
    /// Waits for a confirm, for a failure, and where there is room for more, for something to send.
    /// </summary>
    public async Task WaitAsync(Func<CancellationToken, Task>? orWork, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var events = _queues.SelectMany(AwaitedOf).ToList();
        if (orWork is not null) events.Add(orWork(enough.Token));
        await await Task.WhenAny(events);
        await enough.CancelAsync();
    }

    /// <summary>Acknowledges what is confirmed, as far as it is without a hole.</summary>
    public void AcknowledgeConfirmed()
    {
        foreach (var deliveryClass in BusNames.Classes) Acknowledge(deliveryClass);
    }

    /// <summary>Waits for every attempt to end; how they end no longer matters. They are cancelled already.</summary>
    public async Task AbandonAsync()
    {
        AcknowledgeConfirmed();
        await Task.WhenAll(_queues.SelectMany(queue => queue).Select(flying => flying.Sending))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        AcknowledgeConfirmed();
        foreach (var (built, _) in _queues.SelectMany(queue => queue)) built.EndSpans("not confirmed; sent again");
    }

    // The oldest of a queue always counts: it may have been confirmed just now. One behind it that is confirmed would end every wait at
    // once.
    private static IEnumerable<Task> AwaitedOf(Queue<(BuiltFrame Built, Task Sending)> queue) =>
        queue.Where((flying, place) => place == 0 || !flying.Sending.IsCompletedSuccessfully).Select(flying => flying.Sending);

    private void Acknowledge(DeliveryClass deliveryClass)
    {
        var queue = _queues[(int)deliveryClass];
        while (queue.TryPeek(out var oldest) && oldest.Sending.IsCompletedSuccessfully)
        {
            queue.Dequeue();
            outbox.Acknowledge(deliveryClass, oldest.Built.Batch.LastSequence);
            confirmed(oldest.Built);
        }
    }
}
