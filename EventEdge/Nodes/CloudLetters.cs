using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ledger;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.Nodes;

/// <summary>
/// The letters of a cloud node. Frames whose sender was not believed can be sent again, once a person has decided to believe them: in the cloud's own name, over
/// the bus. A point that the store refused, and a frame that could not be read, cannot.
/// </summary>
/// <param name="dataDirectory">The cloud node's.</param>
/// <param name="bus">The bus, and the cloud's user there.</param>
internal sealed class CloudLetters(string dataDirectory, RabbitMqOptions bus) : ILetterDesk
{
    public Task<LetterPage> ListAsync(LetterFilter filter, CancellationToken cancellation)
    {
        using var reader = new CloudBooksReader(dataDirectory);
        var letters = Matching(reader, filter).Select(LetterOf).ToList();
        return Task.FromResult(new LetterPage(letters.Count, reader.LettersDropped(), [.. letters.TakeLast((int)Math.Min(filter.Limit, int.MaxValue))]));
    }

    public async Task<IReadOnlyList<RetriedLetter>> RetryAsync(LetterFilter filter, CancellationToken cancellation)
    {
        List<CloudLetter> letters;
        using (var reader = new CloudBooksReader(dataDirectory)) letters = [.. Matching(reader, filter)];
        if (letters.Count == 0) return [];
        await using var replay = await FrameReplay.ConnectAsync(bus, cancellation);
        var results = new List<RetriedLetter>();
        foreach (var letter in letters) results.Add(new(letter.Id, await ProblemAsync(replay, letter, cancellation)));
        return results;
    }

    public Task<long> DropAsync(LetterFilter filter, CancellationToken cancellation)
    {
        List<long> ids;
        using (var reader = new CloudBooksReader(dataDirectory)) ids = [.. Matching(reader, filter).Select(letter => letter.Id)];
        return Task.FromResult(KeptLetters.Remove(dataDirectory, ids));
    }

    private async Task<string?> ProblemAsync(FrameReplay replay, CloudLetter letter, CancellationToken cancellation)
    {
        if (letter.Stage is not (CloudLetter.Unnamed or CloudLetter.Sender)) return "only frames whose sender was not believed can be sent again (--stage unnamed, --stage sender)";
        try
        {
            await replay.SendAsync(letter.Content, cancellation);
            KeptLetters.Remove(dataDirectory, [letter.Id]);
            return null;
        }
        catch (Exception error) when (error is IOException or FrameFormatException)
        {
            return error.Message;
        }
    }

    private static IEnumerable<CloudLetter> Matching(CloudBooksReader reader, LetterFilter filter) => reader.Letters(long.MaxValue).Where(letter =>
        (filter.Binding is null || filter.Binding == letter.Binding)
        && (filter.Stage is null || filter.Stage.Equals(letter.Stage, StringComparison.OrdinalIgnoreCase))
        && (filter.Ids is null || filter.Ids.Contains(letter.Id)));

    private static KeptLetter LetterOf(CloudLetter letter) => new(
        letter.Id, letter.Binding, letter.Stage, letter.Node.Length == 0 ? letter.Reason : $"node {letter.Node}: {letter.Reason}", string.Empty, letter.Content, letter.At, null);
}
