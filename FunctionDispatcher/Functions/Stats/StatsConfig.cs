namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>What <c>stats</c> is asked for.</summary>
internal sealed record StatsConfig
{
    private static readonly string[] StatNames = [.. Enum.GetNames<Stat>().Select(name => name.ToLowerInvariant())];

    /// <summary>Fields to describe. Required.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Statistics of each field. Default: all of them.</summary>
    public IReadOnlyList<Stat> Stats { get; init; } = Enum.GetValues<Stat>();

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static StatsConfig Read(FunctionSettings settings)
    {
        var fields = settings.Names("fields");
        var names = settings.Names("stats") ?? StatNames;
        if (fields is null) settings.Report("'fields' is required: the fields to describe");
        foreach (var unknown in names.Except(StatNames))
        {
            settings.Report($"unknown statistic '{unknown}'{Nearest.Hint(unknown, StatNames)}");
        }

        return new() { Fields = fields ?? [], Stats = [.. names.Intersect(StatNames).Select(Parse)] };
    }

    private static Stat Parse(string name) => (Stat)Array.IndexOf(StatNames, name);
}
