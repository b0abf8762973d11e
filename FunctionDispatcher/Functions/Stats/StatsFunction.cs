using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>Describes the numbers of a window: <c>{field}_{stat}</c> for each field seen in it.</summary>
internal sealed class StatsFunction(StatsConfig config) : IAggregateFunction
{
    /// <summary>The slots of the fields.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>What to tell of each field.</summary>
    public IReadOnlyList<Stat> Stats { get; } = config.Stats;

    /// <summary>Whether a sketch must be kept.</summary>
    public bool WantsQuantiles { get; } = config.Stats.Any(stat => stat >= Stat.P50);

    /// <summary>Output names by field and statistic.</summary>
    public string[][] OutputNames { get; } =
        [.. config.Fields.Select(field => config.Stats.Select(stat => $"{field}_{stat.ToString().ToLowerInvariant()}").ToArray())];

    /// <inheritdoc />
    public void Bind(EventLayout layout) => Slots = [.. config.Fields.Select(layout.SlotOf)];

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new StatsAccumulator(this);
}
