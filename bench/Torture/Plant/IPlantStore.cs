using EventEdge.Torture.Check;

namespace EventEdge.Torture.Plant;

/// <summary>The time-series server of a plant. Life: Start, any number of ends and starts with the same data, DisposeAsync.</summary>
internal interface IPlantStore : IAsyncDisposable
{
    /// <summary>As the report calls it.</summary>
    string Name { get; }

    int Port { get; }

    /// <summary>The value of the cloud's <c>--store</c>.</summary>
    string Kind { get; }

    /// <summary>Whether it refuses lines of the wrong type; one that takes everything cannot be provoked.</summary>
    bool Refuses { get; }

    /// <summary>Whether it survives SIGKILL with all it has accepted; one that does not is only stopped.</summary>
    bool IsDurable { get; }

    Task StartAsync();

    /// <summary>SIGTERM, and the end.</summary>
    Task StopAsync();

    Task KillAsync();

    /// <summary>Every window it holds of a series; <paramref name="origin"/> is the start of the first.</summary>
    Task<IReadOnlyList<StoredWindow>> WindowsAsync(Series series, DateTimeOffset origin);

    /// <summary>Every value of a field that it holds of a series, by device.</summary>
    Task<ILookup<string, double>> ValuesAsync(Series series, string field);

    /// <summary>Makes it refuse what <see cref="TorturePlant.AddRefused"/> sends of readings since a time.</summary>
    Task ProvokeRefusalAsync(DateTimeOffset origin);
}
