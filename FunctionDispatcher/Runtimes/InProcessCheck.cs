using EventEdge.FunctionDispatcher.Components;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>What functions in the node's process have in common.</summary>
internal static class InProcessCheck
{
    /// <summary>A call that failed fails again.</summary>
    public static void NoRetry(ConfigCheck check)
    {
        var function = check.Binding.Function;
        var message = $"'retry' is for functions outside the node's process; '{function.Runtime}' gives the same answer every time";
        check.ReportAtKey(function, nameof(function.Retry), message);
    }
}
