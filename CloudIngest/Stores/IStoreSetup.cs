namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// A store whose server can be made ready from here: what points go to, how long it keeps them, who may read. A kind of store is one of
/// these as well.
/// </summary>
public interface IStoreSetup
{
    /// <summary>
    /// Makes what is missing and changes what differs; what is as wanted stays as it is, so that it may be run again and again.
    /// </summary>
    /// <exception cref="StoreSetupException">The server does not answer, or refuses; what was done before stays done.</exception>
    Task<IReadOnlyList<StoreSetupStep>> SetUpAsync(StoreOptions options, StoreSetupRequest request, CancellationToken cancellation);
}

/// <summary>What is wanted of a server.</summary>
public sealed record StoreSetupRequest
{
    /// <summary>
    /// How long points are kept, in whole seconds, zero for ever; null leaves it as it is, and is for ever where it is made. Default null.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>File that gets a token which may read the points and nothing else; null makes none. Default null.</summary>
    public string? ReaderTokenFile { get; init; }
}

/// <summary>One thing that was looked at.</summary>
/// <param name="What">What it is: <c>organisation</c>, <c>bucket</c>, <c>reader token</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">What it is now, in words; null where the name says it.</param>
public sealed record StoreSetupStep(string What, string Name, StoreSetupOutcome Outcome, string? Detail = null);

/// <summary>What became of a <see cref="StoreSetupStep"/>.</summary>
public enum StoreSetupOutcome
{
    /// <summary>It is as it was.</summary>
    Unchanged,

    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was there, and is different now.</summary>
    Changed,
}

/// <summary>A server cannot be made ready; the message is one line for a person.</summary>
public sealed class StoreSetupException(string message, Exception? inner = null) : Exception(message, inner);
