using EventEdge.CloudIngest.Ledger;
using EventEdge.EdgeBridge.DeadLetters;

namespace EventEdge.Nodes;

/// <summary>The letters of a cloud node, to be looked at: a frame that could not be read, or a point the store refused, cannot be sent again from here.</summary>
internal sealed class CloudLetters(string dataDirectory) : ILetterDesk
{
    private const string NoChange = "the cloud's dead letters can be listed and shown; they are frames that could not be read and points that the store refused, and no message can be published again";

    public Task<LetterPage> ListAsync(LetterFilter filter, CancellationToken cancellation)
    {
        using var reader = new CloudBooksReader(dataDirectory);
        var letters = reader.Letters(long.MaxValue).Select(LetterOf).Where(letter => Matches(letter, filter)).ToList();
        return Task.FromResult(new LetterPage(letters.Count, reader.LettersDropped(), [.. letters.TakeLast((int)Math.Min(filter.Limit, int.MaxValue))]));
    }

    public Task<IReadOnlyList<RetriedLetter>> RetryAsync(LetterFilter filter, CancellationToken cancellation) => throw new IOException(NoChange);

    public Task<long> DropAsync(LetterFilter filter, CancellationToken cancellation) => throw new IOException(NoChange);

    private static KeptLetter LetterOf(CloudLetter letter) => new(
        letter.Id, letter.Binding, letter.Binding.Length == 0 ? "frame" : "store", letter.Node.Length == 0 ? letter.Reason : $"node {letter.Node}: {letter.Reason}", string.Empty,
        letter.Content, letter.At, null);

    private static bool Matches(KeptLetter letter, LetterFilter filter) =>
        (filter.Binding is null || filter.Binding == letter.Binding)
        && (filter.Stage is null || filter.Stage.Equals(letter.Stage, StringComparison.OrdinalIgnoreCase))
        && (filter.Ids is null || filter.Ids.Contains(letter.Id));
}
