using EventEdge.EdgeBridge.Messages;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>
/// The dead letters of a running node: what is retried goes through the node's own intake, journalled like a sensor's message.
/// </summary>
/// <param name="store">The dead letters.</param>
/// <param name="intake">The node's intake.</param>
/// <param name="wants">Whether a binding of this name is in force and wants this topic.</param>
internal sealed class NodeDeadLetters(DeadLetterStore store, IMessageIntake intake, Func<string, string, bool> wants) : IDeadLetterService
{
    // Enough at once for the journal to sync them together.
    private const int TogetherLimit = 128;

    public Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, CancellationToken cancellation) =>
        store.AskAsync(table => table.Read(filter), cancellation);

    public Task<long> DropAsync(DeadLetterFilter filter, CancellationToken cancellation) =>
        store.AskAsync(table => table.Delete(filter), cancellation);

    public async Task<IReadOnlyList<RetriedDeadLetter>> RetryAsync(DeadLetterFilter filter, CancellationToken cancellation)
    {
        var page = await ListAsync(filter, cancellation).ConfigureAwait(false);
        var results = new List<RetriedDeadLetter>();
        foreach (var deadLetters in page.DeadLetters.Chunk(TogetherLimit))
        {
            var retried = await Task.WhenAll(deadLetters.Select(deadLetter => RetryAsync(deadLetter, cancellation))).ConfigureAwait(false);
            long[] taken = [.. retried.Where(r => r.Problem is null).Select(r => r.Id)];
            if (taken.Length > 0) await DropAsync(new() { Ids = taken }, CancellationToken.None).ConfigureAwait(false);
            results.AddRange(retried);
        }

        var found = page.DeadLetters.Select(deadLetter => deadLetter.Id).ToHashSet();
        results.AddRange(
            (filter.Ids ?? []).Where(id => !found.Contains(id)).Select(id => new RetriedDeadLetter(id, "there is no such dead letter")));
        return results;
    }

    private async Task<RetriedDeadLetter> RetryAsync(StoredDeadLetter deadLetter, CancellationToken cancellation)
    {
        if (deadLetter.RetryObstacle is { } obstacle) return new(deadLetter.Id, obstacle);
        var message = new ReceivedMessage(
            deadLetter.Topic, deadLetter.Payload, Qos: 1, Retained: false, Duplicate: false, ClientId: string.Empty, PacketId: 0)
        { Target = TargetOf(deadLetter), Properties = deadLetter.Properties };
        var taken = await intake.AcceptAsync(message, cancellation).AsTask().WaitAsync(cancellation).ConfigureAwait(false);
        return new(deadLetter.Id, taken ? null : "the node takes no messages at the moment");
    }

    // A message that no binding has taken, or whose binding is no more, is for everybody.
    private RetryTarget? TargetOf(StoredDeadLetter deadLetter) =>
        deadLetter.Stage != "receive" && wants(deadLetter.Binding, deadLetter.Topic)
            ? new(deadLetter.Binding, deadLetter.IsWhole || deadLetter.Stage == "decode" ? null : deadLetter.Event) : null;
}
