using System.Diagnostics.Metrics;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using EventEdge.Hosting.Metrics;
using static EventEdge.EdgeBridge.Http.EdgeMetrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>What functions outside the node's process cost, as instruments.</summary>
internal static class FunctionMetrics
{
    private const string SavedHelp = "Memory not kept by idle instances, against the fixed idle time; below 0 where more was kept.";

    public static void AddFunctions(this ObservedMeter<EdgeState> meter) => meter
        .Counters("eventedge_function_calls_total", "Calls made, every attempt for itself.", state => Each(state, u => u.Calls))
        .Counters("eventedge_function_cold_starts_total", "Calls that waited for the start of an instance.",
            state => Each(state, u => u.ColdStarts))
        .Counters(
            "eventedge_function_cold_starts_fixed_total",
            "Cold starts there would have been with the fixed idle time.",
            state => Each(state, u => u.ColdStartsFixed))
        .Gauges("eventedge_function_instances", "Running instances, by what they do.", Instances)
        .Gauges("eventedge_function_calls_waiting", "Calls that wait for room on the node.", state => Each(state, u => u.Waiting))
        .Counters("eventedge_function_idle_seconds_total", "Seconds that instances rested, added up.",
            state => Each(state, u => u.IdleSeconds))
        .Counters("eventedge_function_idle_seconds_fixed_total", "The same with the fixed idle time.",
            state => Each(state, u => u.IdleSecondsFixed))
        .Gauges("eventedge_function_memory_saved_byte_seconds", SavedHelp, state => Each(state, u => u.MemorySaved));

    private static IEnumerable<Measurement<double>> Instances(EdgeState state)
    {
        foreach (var (binding, usage) in state.Node.Functions)
        {
            yield return Series.Of(usage.Working, ("binding", binding), ("state", "working"));
            yield return Series.Of(usage.Idle, ("binding", binding), ("state", "idle"));
        }
    }

    private static IEnumerable<Measurement<double>> Each(EdgeState state, Func<FunctionUsage, double> value) =>
        state.Node.Functions.Select(function => Series.Of(value(function.Usage), ("binding", function.Binding)));
}
