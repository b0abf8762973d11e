namespace EventEdge.CloudIngest.Stores.Reading;

/// <summary>
/// Reads what was stored, also while a node writes it. Life: opened by <see cref="IStore.OpenReader"/>, any number of reads, Dispose.
/// </summary>
public interface IPointSource : IDisposable
{
    /// <summary>The store as a person names it.</summary>
    string Name { get; }

    /// <summary>The measurements there are, by name.</summary>
    /// <exception cref="StoreReadException">The store does not answer, or refuses.</exception>
    IReadOnlyList<string> Measurements();

    /// <summary>Points in order of time. What a store does not keep (window end, node, binding) is null or empty.</summary>
    /// <exception cref="StoreReadException">As above.</exception>
    IEnumerable<StoredPoint> Read(PointFilter filter);
}

/// <summary>A store cannot be read; the message is one line for a person.</summary>
public sealed class StoreReadException(string message, Exception? inner = null) : Exception(message, inner);
