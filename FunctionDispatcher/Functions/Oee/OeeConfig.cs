using System.Globalization;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Functions.Oee;

/// <summary>What <c>oee</c> is asked for.</summary>
internal sealed record OeeConfig
{
    /// <summary>The condition under which the machine runs. Required.</summary>
    public required string Running { get; init; }

    /// <summary>The condition under which it is planned to run. Default: always.</summary>
    public string? Planned { get; init; }

    /// <summary>The field with the counter of pieces, good and bad. Required.</summary>
    public required string Produced { get; init; }

    /// <summary>The field with the counter of bad pieces. Default: all are good.</summary>
    public string? Rejected { get; init; }

    /// <summary>The time that a piece ideally takes. Required.</summary>
    public TimeSpan IdealCycle { get; init; }

    /// <summary>The results, each an expression over aggregates.</summary>
    public IReadOnlyList<(string Name, string Expression)> Results
    {
        get
        {
            var planned = Planned is null ? $"duration(({Running}) or not ({Running}))" : $"duration({Planned})";
            var running = Planned is null ? $"duration({Running})" : $"duration(({Planned}) and ({Running}))";
            var produced = Increase(Produced);
            var good = Rejected is null ? produced : $"({produced} - {Increase(Rejected)})";
            var cycle = ((decimal)IdealCycle.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return
            [
                ("availability", $"{running} / {planned}"),
                ("performance", $"{produced} * {cycle} / {running}"),
                ("quality", $"{good} / {produced}"),
                ("oee", $"{good} * {cycle} / {planned}"),
                ("produced", produced),
            ];
        }
    }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static OeeConfig Read(FunctionSettings settings)
    {
        if (!settings.Has("running")) settings.Report("'running' is required: a condition such as state = 'run'");
        return new()
        {
            Running = settings.Condition("running")?.ToString() ?? "running = true",
            Planned = settings.Condition("planned")?.ToString(),
            Produced = settings.Field("produced") is { Length: > 0 } produced ? produced : "produced",
            Rejected = settings.Has("rejected") ? settings.Field("rejected") : null,
            IdealCycle = settings.RequiredDuration("ideal_cycle"),
        };
    }

    private static string Increase(string path) => $"increase({NodePrinter.Print(new FieldNode(path))})";
}
