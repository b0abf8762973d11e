namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>Where a person deals with dead letters. Any number of callers at once.</summary>
public interface IDeadLetterService
{
    /// <summary>The dead letters a filter means.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, CancellationToken cancellation);

    /// <summary>
    /// Publishes the original bytes of each on its original topic as a new message; a dead letter is removed once that message is durable.
    /// After a crash in between, the dead letter is still there and its message may have been taken.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    Task<IReadOnlyList<RetriedDeadLetter>> RetryAsync(DeadLetterFilter filter, CancellationToken cancellation);

    /// <summary>Removes dead letters for good; returns how many there were.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    Task<long> DropAsync(DeadLetterFilter filter, CancellationToken cancellation);
}
