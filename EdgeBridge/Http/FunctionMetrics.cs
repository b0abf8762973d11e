using EventEdge.FunctionDispatcher.Runtimes.Scaling;
using EventEdge.Hosting.Metrics;

namespace EventEdge.EdgeBridge.Http;

/// <summary>The part of <c>/metrics</c> about functions outside the node's process.</summary>
internal static class FunctionMetrics
{
    public static void Write(PrometheusText page, IReadOnlyList<FunctionEntry> functions)
    {
        Each(page.Counter("eventedge_function_calls_total", "Calls made, every attempt for itself."), functions, u => u.Calls);
        Each(page.Counter("eventedge_function_cold_starts_total", "Calls that waited for the start of an instance."), functions, u => u.ColdStarts);
        Each(page.Counter("eventedge_function_cold_starts_fixed_total", "Cold starts there would have been with the fixed idle time."), functions, u => u.ColdStartsFixed);
        page.Gauge("eventedge_function_instances", "Running instances, by what they do.");
        foreach (var (binding, usage) in functions)
        {
            page.Sample(usage.Working, ("binding", binding), ("state", "working"));
            page.Sample(usage.Idle, ("binding", binding), ("state", "idle"));
        }

        Each(page.Gauge("eventedge_function_calls_waiting", "Calls that wait for room on the node."), functions, u => u.Waiting);
        Each(page.Counter("eventedge_function_idle_seconds_total", "Seconds that instances rested, added up."), functions, u => u.IdleSeconds);
        Each(page.Counter("eventedge_function_idle_seconds_fixed_total", "The same with the fixed idle time."), functions, u => u.IdleSecondsFixed);
        Each(
            page.Gauge("eventedge_function_memory_saved_byte_seconds", "Memory not kept by idle instances, against the fixed idle time; below 0 where more was kept."),
            functions,
            u => u.MemorySaved);
    }

    private static void Each(PrometheusText page, IReadOnlyList<FunctionEntry> functions, Func<FunctionUsage, double> value)
    {
        foreach (var (binding, usage) in functions) page.Sample(value(usage), ("binding", binding));
    }
}
