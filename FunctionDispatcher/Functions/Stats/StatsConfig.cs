namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>What <c>stats</c> is asked for.</summary>
internal sealed record StatsConfig
{
    /// <summary>Fields to describe. Required.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Statistics of each field. Default: all of them.</summary>
    public IReadOnlyList<Stat> Stats { get; init; } = Enum.GetValues<Stat>();

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static StatsConfig Read(FunctionSettings settings)
    {
        var fields = settings.Names("fields");
        var names = settings.Names("stats") ?? StatNames.All;
        if (fields is null) settings.Report("'fields' is required: the fields to describe");
        foreach (var unknown in names.Except(StatNames.All))
        {
            settings.Report($"unknown statistic '{unknown}'{Nearest.Hint(unknown, StatNames.All)}");
        }

        return new() { Fields = fields ?? [], Stats = [.. names.Intersect(StatNames.All).Select(Parse)] };
    }

    private static Stat Parse(string name) => Enum.Parse<Stat>(name, ignoreCase: true);
}
