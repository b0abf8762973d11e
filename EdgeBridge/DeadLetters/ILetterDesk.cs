namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>Where a person deals with dead letters. Any number of callers at once.</summary>
public interface ILetterDesk
{
    /// <summary>The letters a filter means.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    Task<LetterPage> ListAsync(LetterFilter filter, CancellationToken cancellation);

    /// <summary>
    /// Publishes the original bytes of each on its original topic as a new message; a letter is removed once that message is durable. After a
    /// crash in between, the letter is still there and its message may have been taken.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    Task<IReadOnlyList<RetriedLetter>> RetryAsync(LetterFilter filter, CancellationToken cancellation);

    /// <summary>Removes letters for good; returns how many there were.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    Task<long> DropAsync(LetterFilter filter, CancellationToken cancellation);
}
