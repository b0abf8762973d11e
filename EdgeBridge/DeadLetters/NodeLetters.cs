using EventEdge.EdgeBridge.Mqtt;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>The letters of a running node: what is retried goes through the node's own intake, journalled like a sensor's message.</summary>
internal sealed class NodeLetters(DeadLetterStore store, IMessageIntake intake) : ILetterDesk
{
    // Enough at once for the journal to sync them together.
    private const int TogetherLimit = 128;

    public Task<LetterPage> ListAsync(LetterFilter filter, CancellationToken cancellation) =>
        store.AskAsync(table => table.Read(filter), cancellation);

    public Task<long> DropAsync(LetterFilter filter, CancellationToken cancellation) =>
        store.AskAsync(table => table.Delete(filter), cancellation);

    public async Task<IReadOnlyList<RetriedLetter>> RetryAsync(LetterFilter filter, CancellationToken cancellation)
    {
        var page = await ListAsync(filter, cancellation).ConfigureAwait(false);
        var results = new List<RetriedLetter>();
        foreach (var letters in page.Letters.Chunk(TogetherLimit))
        {
            var retried = await Task.WhenAll(letters.Select(letter => RetryAsync(letter, cancellation))).ConfigureAwait(false);
            long[] taken = [.. retried.Where(r => r.Problem is null).Select(r => r.Id)];
            if (taken.Length > 0) await DropAsync(new() { Ids = taken }, CancellationToken.None).ConfigureAwait(false);
            results.AddRange(retried);
        }

        var found = page.Letters.Select(letter => letter.Id).ToHashSet();
        results.AddRange((filter.Ids ?? []).Where(id => !found.Contains(id)).Select(id => new RetriedLetter(id, "there is no such letter")));
        return results;
    }

    private async Task<RetriedLetter> RetryAsync(KeptLetter letter, CancellationToken cancellation)
    {
        if (letter.RetryObstacle is { } obstacle) return new(letter.Id, obstacle);
        var message = new ReceivedMessage(letter.Topic, letter.Payload, Qos: 1, Retained: false, Duplicate: false, ClientId: string.Empty, PacketId: 0);
        var taken = await intake.AcceptAsync(message, cancellation).AsTask().WaitAsync(cancellation).ConfigureAwait(false);
        return new(letter.Id, taken ? null : "the node takes no messages at the moment");
    }
}
