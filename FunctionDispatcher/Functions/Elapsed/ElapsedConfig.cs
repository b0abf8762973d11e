using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Functions.Elapsed;

/// <summary>What <c>elapsed</c> is asked for.</summary>
internal sealed record ElapsedConfig
{
    /// <summary>Which events count. Default: all.</summary>
    public WhereExpression? When { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static ElapsedConfig Read(FunctionSettings settings) => new() { When = settings.Condition("when") };
}
