using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>Describes the numbers of a window: <c>{field}_{stat}</c> for each field seen in it.</summary>
internal sealed class StatsFunction(StatsConfig config) : IAggregateFunction
{
    private readonly string[] _fieldNames = [.. config.Fields];
    private readonly Stat[] _stats = [.. config.Stats];

    /// <summary>The slots of the fields.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>What to tell of each field.</summary>
    public IReadOnlyList<Stat> Stats { get; } = config.Stats;

    /// <summary>What the statistics need.</summary>
    public RequiredAggregates RequiredAggregates { get; } = config.Stats.Aggregate(
        RequiredAggregates.None, (all, stat) => all | RequiredAggregatesOf(stat));

    /// <summary>Output names by field and statistic.</summary>
    public string[][] OutputNames { get; } =
        [.. config.Fields.Select(field => config.Stats.Select(stat => $"{field}_{StatNames.Of(stat)}").ToArray())];

    /// <inheritdoc />
    public void Bind(EventLayout layout) => Slots = [.. config.Fields.Select(layout.SlotOf)];

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new StatsAccumulator(this);

    /// <summary>The state of a window; it shares the fields and is only good for saving.</summary>
    public StatsState StateOf(FieldStats[] fields) => new(_fieldNames, _stats, fields);

    private static RequiredAggregates RequiredAggregatesOf(Stat stat) => stat switch
    {
        Stat.Stddev => RequiredAggregates.Squares,
        Stat.P50 or Stat.P95 or Stat.P99 => RequiredAggregates.Sketch,
        _ => RequiredAggregates.None,
    };
}
