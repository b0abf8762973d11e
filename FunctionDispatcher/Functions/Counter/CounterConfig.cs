using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Functions.Counter;

/// <summary>What <c>counter</c> is asked for.</summary>
internal sealed record CounterConfig
{
    /// <summary>Which events count. Default: all.</summary>
    public WhereExpression? When { get; init; }

    /// <summary>Whether only an event counts that meets the condition after one that did not. Default false.</summary>
    public bool Edge { get; init; }

    /// <summary>An event that sets the count to 0. Default: none does.</summary>
    public WhereExpression? Reset { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static CounterConfig Read(FunctionSettings settings)
    {
        var config = new CounterConfig
        {
            When = settings.Condition("when"),
            Edge = settings.Flag("edge"),
            Reset = settings.Condition("reset"),
        };
        if (config is { Edge: true, When: null }) settings.Report("'edge' needs a condition in 'when' that can begin to hold");
        return config;
    }
}
