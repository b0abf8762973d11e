using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.DeadLetters;

/// <summary>
/// The dead letters of a cloud node. Frames whose sender was not believed can be sent again, once a person has decided to believe them, and
/// so can those that could not be stored: in the cloud's own name, over the bus. A point that the store refused, and a frame that could not
/// be read, cannot.
/// </summary>
/// <param name="dataDirectory">The cloud node's.</param>
/// <param name="bus">The bus, and the cloud's user there.</param>
internal sealed class CloudDeadLetters(string dataDirectory, RabbitMqOptions bus) : IDeadLetterService
{
    public Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, CancellationToken cancellation)
    {
        using var reader = new CloudLedgerReader(dataDirectory);
        var deadLetters = Matching(reader, filter).Select(DeadLetterOf).ToList();
        return Task.FromResult(new DeadLetterPage(
            deadLetters.Count, reader.DeadLettersDropped(), [.. deadLetters.TakeLast((int)Math.Min(filter.Limit, int.MaxValue))]));
    }

    public async Task<IReadOnlyList<RetriedDeadLetter>> RetryAsync(DeadLetterFilter filter, CancellationToken cancellation)
    {
        List<StoredCloudDeadLetter> deadLetters;
        using (var reader = new CloudLedgerReader(dataDirectory)) deadLetters = [.. Matching(reader, filter)];
        if (deadLetters.Count == 0) return [];
        await using var replay = await FrameReplay.ConnectAsync(bus, cancellation);
        var results = new List<RetriedDeadLetter>();
        foreach (var deadLetter in deadLetters)
            results.Add(new(deadLetter.Id, await ProblemAsync(replay, deadLetter, filter, cancellation)));
        return results;
    }

    public Task<long> DropAsync(DeadLetterFilter filter, CancellationToken cancellation)
    {
        List<long> ids;
        using (var reader = new CloudLedgerReader(dataDirectory)) ids = [.. Matching(reader, filter).Select(deadLetter => deadLetter.Id)];
        return Task.FromResult(StoredDeadLetters.Remove(dataDirectory, ids));
    }

    private async Task<string?> ProblemAsync(
        FrameReplay replay, StoredCloudDeadLetter deadLetter, DeadLetterFilter filter, CancellationToken cancellation)
    {
        if (!deadLetter.CanBeSentAgain)
            return "only frames of the stages unnamed, sender and unstored can be sent again (--stage)";
        // Who trusts one sender must not take what another forged meanwhile.
        if (deadLetter.Stage != StoredCloudDeadLetter.Unstored && (filter is { Ids: null, Node: null } or { Ids: null, Stage: null }))
            return "--all takes frames whose sender was not believed only together with --stage and --node";
        try
        {
            await replay.SendAsync(deadLetter.Content, cancellation);
            StoredDeadLetters.Remove(dataDirectory, [deadLetter.Id]);
            return null;
        }
        catch (Exception error) when (error is IOException or FrameFormatException)
        {
            return error.Message;
        }
    }

    private static IEnumerable<StoredCloudDeadLetter> Matching(
        CloudLedgerReader reader, DeadLetterFilter filter) => reader.DeadLetters(long.MaxValue).Where(deadLetter =>
        (filter.Binding is null || filter.Binding == deadLetter.Binding)
        && (filter.Stage is null || filter.Stage.Equals(deadLetter.Stage, StringComparison.OrdinalIgnoreCase))
        && (filter.Node is null || deadLetter.IsOf(filter.Node))
        && (filter.Ids is null || filter.Ids.Contains(deadLetter.Id)));

    private static StoredDeadLetter DeadLetterOf(StoredCloudDeadLetter deadLetter) => new(
        deadLetter.Id, deadLetter.Binding, deadLetter.Stage, deadLetter.Node.Length == 0 ? deadLetter.Reason
            : $"node {deadLetter.Node}: {deadLetter.Reason}", string.Empty, deadLetter.Content, deadLetter.At, null);
}
