namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// A time-series store. Life: any number of WriteAsync, one at a time, then DisposeAsync. A store that cannot be reached is not an
/// exception but <see cref="WriteResult.Retry"/>: the batch is then written again, whole, until it is accepted.
/// </summary>
public interface ITimeSeriesWriter : IAsyncDisposable
{
    /// <summary>One word for logs and the API: <c>sqlite</c>, <c>influxdb1</c>, …</summary>
    string Name { get; }

    /// <summary>Distinct points in the store; null when only the store itself could tell.</summary>
    long? PointsStored { get; }

    /// <summary>
    /// Writes points, each identity once. Fields are added to those of the same identity and revision; a higher revision replaces the
    /// fields of a lower one; a repeated write changes nothing. Completes when the store has made them durable by its own standard.
    /// </summary>
    Task<WriteResult> WriteAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation);
}
